using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Writes and reads which edge is in which wave, what it had and what it gets: one content a rollout, whatever the size of the fleet.</summary>
internal sealed class RolloutPlans(ContentPool contents, IHubDesired desired)
{
    /// <summary>Stores a plan; durable when it returns.</summary>
    public async Task<Digest> WriteAsync(RolloutPlanRecord record, CancellationToken token)
    {
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.RolloutPlanRecord));
        await contents.StoreAsync([bytes], token);
        return Digest.Of(bytes);
    }

    /// <summary>A stored plan; null when no bucket holds it, or what it holds is none.</summary>
    public async Task<RolloutPlanRecord?> ReadAsync(Digest digest, CancellationToken token)
    {
        try
        {
            return digest.IsZero || await contents.ContentAsync(digest, token) is not { } bytes ? null : JsonSerializer.Deserialize(bytes, ContractsJson.Default.RolloutPlanRecord);
        }
        catch (Exception error) when (error is JsonException or ContentRefusedException)
        {
            return null;
        }
    }

    /// <summary>Edges with the manifests that a plan's half names, each manifest as the policy's own instance.</summary>
    public async Task<Dictionary<string, ManifestRef?>> ResolveAsync(PolicyPlan plan, SortedDictionary<string, IReadOnlyList<string>> half, CancellationToken token)
    {
        var edges = new Dictionary<string, ManifestRef?>(StringComparer.Ordinal);
        foreach (var (text, ids) in half)
        {
            var manifest = text.Length == 0 ? null : await ManifestAsync(plan, Digest.Parse(text), token);
            foreach (var id in ids)
            {
                edges[id] = manifest;
            }
        }

        return edges;
    }

    /// <summary>Groups edges by manifest.</summary>
    public static SortedDictionary<string, IReadOnlyList<string>> Half(FleetSlots fleet, IEnumerable<int> slots, Func<int, ManifestRef?> of)
    {
        var half = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var slot in slots)
        {
            var text = of(slot)?.Digest.ToString() ?? "";
            if (!half.TryGetValue(text, out var ids))
            {
                half[text] = ids = [];
            }

            ids.Add(fleet[slot]!.Id);
        }

        var sorted = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (text, ids) in half)
        {
            ids.Sort(StringComparer.Ordinal);
            sorted[text] = ids;
        }

        return sorted;
    }

    private async Task<ManifestRef> ManifestAsync(PolicyPlan plan, Digest digest, CancellationToken token)
    {
        if (!plan.Manifests.TryGetValue(digest, out var known))
        {
            plan.Manifests[digest] = known = new ManifestRef(plan.Key, digest, await desired.ManifestAsync(digest, token), null);
        }

        return known;
    }
}
