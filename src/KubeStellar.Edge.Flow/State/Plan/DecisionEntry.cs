using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What is known of the newest record of a decision.</summary>
/// <param name="Key">Its key in the bucket.</param>
/// <param name="Id">Its id.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Object">The object.</param>
/// <param name="Contents">Contents that it names, and that are needed to replay it.</param>
internal sealed record DecisionEntry(string Key, string Id, PolicyKey Policy, ObjectKey Object, IReadOnlyList<Digest> Contents);
