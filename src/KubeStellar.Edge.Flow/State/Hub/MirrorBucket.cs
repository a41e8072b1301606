namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>One bucket's mirror.</summary>
/// <param name="Name">Bucket.</param>
/// <param name="Life">Its life as last seen.</param>
/// <param name="Entries">Live entries.</param>
public sealed record MirrorBucket(string Name, MirrorLife Life, IReadOnlyList<MirrorWrite> Entries);
