using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Objects that were born at edges, as the hub has them. Readable from any thread.</summary>
public interface IHubUpsync
{
    /// <summary>What there is of an edge, by policy and object, in order.</summary>
    IReadOnlyList<(PolicyKey Policy, ObjectKey Key)> OfEdge(string edge);

    /// <summary>One record, from the bucket; null when it is not there any more.</summary>
    Task<UpsyncedRecord?> ReadAsync(string edge, PolicyKey policy, ObjectKey key, CancellationToken token);
}
