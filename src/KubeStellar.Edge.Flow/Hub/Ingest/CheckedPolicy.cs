using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A policy of a request that may be taken, with the files of the libraries that it imports.</summary>
internal sealed record CheckedPolicy(string Source, PolicyKey Key, PolicyBundle Bundle, Digest Digest)
{
    /// <summary>What it declares to be secret; null for nothing.</summary>
    public IReadOnlyList<SealRule>? Seals { get; init; }
}
