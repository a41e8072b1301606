using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Looks at a bucket that may be gone.</summary>
internal static class BucketLook
{
    /// <summary>The bucket's life; null when there is no such bucket.</summary>
    internal static async Task<BucketInfo?> InfoAsync(this IBuckets buckets, string bucket, CancellationToken token)
    {
        try
        {
            return await buckets[bucket].InfoAsync(token);
        }
        catch (BucketGoneException)
        {
            return null;
        }
    }
}
