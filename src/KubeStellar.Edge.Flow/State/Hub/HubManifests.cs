using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Manifests for those who go on without one.</summary>
internal static class HubManifests
{
    /// <summary>A manifest; null also when it cannot be read now.</summary>
    internal static async ValueTask<ManifestRecord?> ReadableAsync(this IHubDesired desired, Digest digest, CancellationToken token)
    {
        try
        {
            return await desired.ManifestAsync(digest, token);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            return null;
        }
    }
}
