using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Compares a bucket's life with the one last seen. Pure.</summary>
internal static class LifeRule
{
    /// <param name="seen">Its life when it was last looked at; null for never.</param>
    /// <param name="now">What it is; null for gone.</param>
    /// <param name="held">How many messages it held then; 0 when that is not known. A bucket keeps a marker of what is deleted, so this never falls by itself.</param>
    internal static LifeChange Judge(MirrorLife? seen, BucketInfo? now, ulong held = 0)
    {
        if (seen is null)
            return LifeChange.New;
        if (now is null || now.Created != seen.Created)
            return LifeChange.Lost;
        return now.LastRevision.CompareTo(seen.LastRevision) switch
        {
            < 0 => LifeChange.Truncated,
            _ when now.Messages < held => LifeChange.Holed,
            0 => LifeChange.Same,
            _ => LifeChange.Grown,
        };
    }

    internal static MirrorLife LifeOf(BucketInfo info) => new(info.Created, info.LastRevision);
}
