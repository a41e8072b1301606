using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One published state of a policy: which manifests it had, and on how many edges.</summary>
/// <param name="Number">Rises by one with every release of the policy.</param>
/// <param name="Bundle">The bundle that made it.</param>
/// <param name="Manifests">Edges by manifest digest.</param>
/// <param name="At">When it was published, by the hub's clock.</param>
public sealed record ReleaseRecord(long Number, Digest Bundle, SortedDictionary<string, int> Manifests, DateTimeOffset At);
