using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What a simulated edge follows: one policy of its root.</summary>
internal sealed record StatusRoot(string Edge, long Epoch, long Revision, PolicyKey Policy, Digest Digest, ManifestRecord Manifest);
