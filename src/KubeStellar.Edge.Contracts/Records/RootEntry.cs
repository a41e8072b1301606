using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One policy in a root.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Manifest">Digest of its manifest for this edge.</param>
public sealed record RootEntry(PolicyKey Policy, Digest Manifest)
{
    /// <summary>In a region's root: how far the region may roll the manifest out now; null: as far as the policy itself says.</summary>
    public RolloutGrant? Grant { get; init; }
}
