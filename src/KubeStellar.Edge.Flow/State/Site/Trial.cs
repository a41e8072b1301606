using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>A new manifest that is not healthy yet.</summary>
/// <param name="Manifest">It.</param>
/// <param name="Left">Milliseconds that it still has, counted while the daemon runs.</param>
public sealed record Trial(Digest Manifest, long Left);
