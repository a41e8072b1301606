using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One object of one policy at an edge.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Key">The object.</param>
public sealed record AskedObject(PolicyKey Policy, ObjectKey Key);
