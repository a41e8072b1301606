using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>A bundle that was loaded once and is brought back after its host died.</summary>
/// <param name="Digest">Its name.</param>
/// <param name="Text">Its JSON.</param>
/// <param name="Shape">What it declared.</param>
internal sealed record ResidentBundle(Digest Digest, ReadOnlyMemory<byte> Text, PolicyShape Shape);
