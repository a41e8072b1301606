using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>Which objects a manifest has its edges carry up; remembered by manifest, which thousands of edges share.</summary>
internal sealed class AskedRules(IHubDesired desired, IOptions<GatewayOptions> options)
{
    private readonly ConcurrentDictionary<Digest, IReadOnlyList<UpsyncRule>> _known = new();

    /// <summary>The rules of a policy in a root: none when the root does not name it, or it carries nothing up; null when that cannot be read now.</summary>
    internal async ValueTask<IReadOnlyList<UpsyncRule>?> OfAsync(RootRecord? root, PolicyKey policy, CancellationToken token) =>
        root?.Policies.FirstOrDefault(entry => entry.Policy == policy) is { } entry ? await OfAsync(entry.Manifest, token) : [];

    /// <summary>The rules of a manifest; null when it cannot be read now.</summary>
    internal async ValueTask<IReadOnlyList<UpsyncRule>?> OfAsync(Digest manifest, CancellationToken token)
    {
        if (_known.TryGetValue(manifest, out var known))
        {
            return known;
        }

        if (await desired.ManifestAsync(manifest, token) is not { } record)
        {
            return null;
        }

        if (_known.Count >= options.Value.MaxTreeSets)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(manifest, record.Upsync ?? []);
    }
}
