namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Compares the buckets with the local mirror, and repairs them from it or holds the hub.</summary>
public interface IBucketGuard
{
    /// <summary>
    /// Called once at start, before the flow loads anything: makes missing buckets, repairs lost ones from the mirror under a new epoch (written to <c>kse-hub</c>),
    /// or sets <see cref="HubHold"/> when the mirror is not intact. The flow then loads what the buckets hold.
    /// </summary>
    Task PrepareAsync(CancellationToken token);

    /// <summary>A person declares that the buckets, as they are, are the truth: the mirror is made from them, under a new epoch, and the hub goes on.</summary>
    Task AcceptAsync(CancellationToken token);
}
