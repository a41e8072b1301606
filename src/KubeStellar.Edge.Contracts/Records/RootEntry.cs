using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One policy in a root.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Manifest">Digest of its manifest for this edge.</param>
public sealed record RootEntry(PolicyKey Policy, Digest Manifest);
