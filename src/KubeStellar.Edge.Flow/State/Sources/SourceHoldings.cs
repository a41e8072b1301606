using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>What the hub has from one source.</summary>
/// <param name="Objects">Objects with the digest of each.</param>
/// <param name="Policies">Policies by name, with the digest of each bundle, libraries included.</param>
/// <param name="Libraries">Shared libraries.</param>
public sealed record SourceHoldings(IReadOnlyDictionary<ObjectKey, Digest> Objects, IReadOnlyDictionary<string, Digest> Policies, IReadOnlyCollection<LibraryReference> Libraries)
{
    /// <summary>How many things these are.</summary>
    public int Count => Objects.Count + Policies.Count + Libraries.Count;
}
