using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>The policy of a spec, loaded.</summary>
/// <param name="Digest">Its bundle in the engine.</param>
/// <param name="Shape">What it declares.</param>
/// <param name="Bundle">The bundle as it lies on the disk.</param>
internal sealed record SpecPolicy(Digest Digest, PolicyShape Shape, PolicyBundle Bundle);
