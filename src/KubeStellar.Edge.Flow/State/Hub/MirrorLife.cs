namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The life of a bucket as last seen: another creation time, or a lower last revision, means that it was wiped or restored.</summary>
/// <param name="Created">Creation time of its stream.</param>
/// <param name="LastRevision">Highest revision seen.</param>
public sealed record MirrorLife(DateTimeOffset Created, ulong LastRevision);
