namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// A part of the hub that keeps a bucket's contents in memory: the flow (mirrored buckets, roots, contents), the reports, the summaries.
/// The bucket watch calls every one of them; each ignores buckets that it does not keep.
/// </summary>
public interface IHubReload
{
    /// <summary>
    /// Takes over what is in the bucket now, because somebody else wrote it or because it was repaired; ends when that is done. After a repair the flow takes the
    /// epoch that <c>kse-hub</c> holds (or a higher one), asks <see cref="Buckets.IBucket.InfoAsync"/> for the bucket's life anew, and publishes again what is
    /// missing; <paramref name="repaired"/> tells that nothing remembered of the bucket's revisions is worth anything any more.
    /// </summary>
    Task ReloadAsync(string bucket, bool repaired, CancellationToken token);
}
