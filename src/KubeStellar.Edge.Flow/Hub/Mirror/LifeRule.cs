using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Compares a bucket's life with the one last seen. Pure.</summary>
internal static class LifeRule
{
    internal static LifeChange Judge(MirrorLife? seen, BucketInfo? now)
    {
        if (seen is null)
            return LifeChange.New;
        if (now is null || now.Created != seen.Created)
            return LifeChange.Lost;
        return now.LastRevision.CompareTo(seen.LastRevision) switch
        {
            < 0 => LifeChange.Truncated,
            0 => LifeChange.Same,
            _ => LifeChange.Grown,
        };
    }

    internal static MirrorLife LifeOf(BucketInfo info) => new(info.Created, info.LastRevision);
}
