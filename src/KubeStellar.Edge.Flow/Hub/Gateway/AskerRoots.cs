using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// The newest root of whoever asks. The bucket's stream pushes a root to its edge before the publisher learns that it is stored, so an edge can ask for what
/// hangs from a root that this process does not know of yet: then the bucket itself is asked, at a bounded rate per edge.
/// </summary>
internal sealed class AskerRoots(IHubDesired desired, IBuckets buckets, TimeProvider time, IOptions<GatewayOptions> options)
{
    // The publisher learns of its own root within milliseconds; what it never learns of is not believed for longer than this.
    private static readonly TimeSpan AheadFor = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (PublishedRoot Root, long At)> _ahead = new(StringComparer.Ordinal);

    /// <summary>As this process knows it: published, or just seen in the bucket, whichever is newer. An edge asks for its manifests and then for their contents,
    /// and the second request must not be put off because the first one used up the right to look.</summary>
    internal PublishedRoot? Known(string edge)
    {
        var known = desired.Root(edge);
        if (!_ahead.TryGetValue(edge, out var ahead))
            return known;
        if (time.GetElapsedTime(ahead.At) < AheadFor && (known is null || known.Root.Version < ahead.Root.Root.Version))
            return ahead.Root;
        _ahead.TryRemove(edge, out _);
        return known;
    }

    /// <summary>Whether the edge may have the bucket asked now; counts as asking.</summary>
    internal bool MayAsk(string edge)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            if (!_asked.TryGetValue(edge, out var last))
            {
                if (_asked.TryAdd(edge, now))
                    return true;
                continue;
            }

            if (time.GetElapsedTime(last, now) < options.Value.RootLookupSpacing)
                return false;
            if (_asked.TryUpdate(edge, now, last))
                return true;
        }
    }

    /// <summary>The newer of what is known and what the bucket holds.</summary>
    internal async Task<PublishedRoot?> NewestAsync(string edge, CancellationToken token)
    {
        var entry = await buckets[Buckets.Desired].GetAsync(edge, token);
        var known = Known(edge);
        if (entry is null || Parse(entry) is not { } stored || stored.Root.Edge != edge)
            return known;
        if (known is not null && known.Root.Version >= stored.Root.Version)
            return known;
        _ahead[edge] = (stored, time.GetTimestamp());
        return stored;
    }

    private static PublishedRoot? Parse(BucketEntry entry)
    {
        try
        {
            var signed = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.SignedRoot);
            var root = signed?.Root.Deserialize(ContractsJson.Default.RootRecord);
            return root is null
                ? null
                : new PublishedRoot(root, Digest.Of(JsonMarshal.GetRawUtf8Value(signed!.Root)), entry.Value, entry.Revision);
        }
        catch (JsonException)
        {
            // Not a root of this hub's making; the flow's own stands.
            return null;
        }
    }
}
