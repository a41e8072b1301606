using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>Single records of <c>kse-hub</c>.</summary>
internal static class HubEntries
{
    /// <summary>Writes one, or (null) takes it away.</summary>
    /// <exception cref="BucketUnavailableException">It is not known to be durable.</exception>
    internal static async Task PutAsync(TrustedBuckets trusted, string key, byte[]? value, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Contracts.Wire.Buckets.Hub, [new TrustedWrite(key, value)], token);
        if (!outcomes[0].Done)
            throw new BucketUnavailableException($"{key} was not written: {outcomes[0].Refused}");
    }
}
