namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// The hub's own durable copy of what people and edges entrusted to it (<see cref="KubeStellar.Edge.Contracts.Wire.Buckets.Mirrored"/>),
/// because a server can lose acknowledged writes. One writer.
/// </summary>
public interface IHubMirror
{
    /// <summary>Everything in it.</summary>
    /// <exception cref="MirrorDamagedException">It is unreadable; it was set aside, and the mirror is empty and not intact.</exception>
    Task<IReadOnlyList<MirrorBucket>> LoadAsync(CancellationToken token);

    /// <summary>Writes entries and the bucket's life; durable when it returns.</summary>
    Task WriteAsync(string bucket, MirrorLife life, IReadOnlyList<MirrorWrite> writes, CancellationToken token);

    /// <summary>Replaces a whole bucket in one step.</summary>
    Task ReplaceAsync(MirrorBucket bucket, CancellationToken token);
}
