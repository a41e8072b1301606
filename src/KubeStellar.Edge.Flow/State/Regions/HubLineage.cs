using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>
/// Which hub this is, which hubs stand above it, and what the one above lets its operators do. A hub below that finds itself among them would follow itself.
/// Replaced whole; read from any thread.
/// </summary>
internal sealed class HubLineage(IRootSigner signer)
{
    private volatile Standing _now = new([], null, false);

    /// <summary>The key that this hub began with: it names the hub, whatever key signs now.</summary>
    public string Own => signer.Origin;

    /// <summary>This hub's key, and those of every hub above it as far as they are known, the nearest first.</summary>
    public IReadOnlyList<string> Keys => [Own, .. _now.Above];

    /// <summary>Whether this hub has a parent.</summary>
    public bool IsRegion => _now.Region;

    /// <summary>What the parent lets this hub's operators do; nothing until it said so. Means nothing to a hub without a parent.</summary>
    public RegionRights Rights => _now.Rights ?? new RegionRights();

    /// <summary>The same as far as the parent said so; null before, when nothing that was done by a right is undone.</summary>
    public RegionRights? Told => _now.Rights;

    /// <summary>This hub is a region.</summary>
    public void Become(IReadOnlyList<string> above, RegionRights? rights) => _now = new Standing(above, rights, true);

    /// <summary>Why a hub with a key may not become a region of this one; null when it may.</summary>
    public string? Refuse(string hub) =>
        hub == Own ? "this hub cannot be a region of itself"
        : _now.Above.Contains(hub, StringComparer.Ordinal) ? "that hub stands above this one already, and each would follow the other; let one of them leave its parent first"
        : null;

    private sealed record Standing(IReadOnlyList<string> Above, RegionRights? Rights, bool Region);
}
