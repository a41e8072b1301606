using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Place;

/// <summary>
/// A choice over a fleet with regions: a parent grants each region for how many of its edges it may choose, and a region that was granted so many chooses no more. Pure.
/// </summary>
internal static class QuotaRule
{
    /// <summary>What of a choice holds, and what regions below are granted.</summary>
    public static (EdgeSet Chosen, IReadOnlyDictionary<int, JsonElement> Shares, IReadOnlyDictionary<int, int> Quotas) Apply(Placement choice, ObjectQuestion question, FleetSlots fleet)
    {
        var quotas = choice.Shares.Where(share => fleet[share.Key]?.Region is not null && choice.Edges[share.Key]).ToDictionary(share => share.Key, share => Count(share.Value));
        var shares = quotas.Count == 0 ? choice.Shares : choice.Shares.Where(share => !quotas.ContainsKey(share.Key)).ToDictionary();
        if (question.Quota is not { } most || choice.Edges.Count - quotas.Count + quotas.Values.Sum() <= most)
        {
            return (choice.Edges, shares, quotas);
        }

        // Who has it keeps it, and then by an order that depends on each edge alone: the same edges stay chosen however others come and go.
        var (left, kept) = (most, new List<int>());
        foreach (var slot in choice.Edges.Members().OrderByDescending(slot => question.Current[slot]).ThenBy(slot => StableHash.Of(fleet[slot]?.Id ?? "", 0)).ToList())
        {
            var wanted = Math.Min(left, quotas.TryGetValue(slot, out var quota) ? quota : 1);
            if (wanted > 0)
            {
                left -= wanted;
                kept.Add(slot);
                if (quotas.ContainsKey(slot))
                {
                    quotas[slot] = wanted;
                }
            }
            else
            {
                quotas.Remove(slot);
            }
        }

        var chosen = EdgeSets.Of(choice.Edges.Slots, kept);
        return (chosen, shares.Where(share => chosen[share.Key]).ToDictionary(), quotas);
    }

    /// <summary>A quota as the policy runtime takes it.</summary>
    public static JsonElement Json(int quota) => JsonSerializer.SerializeToElement(quota, ContractsJson.Default.Int32);

    private static int Count(JsonElement share) => share.ValueKind == JsonValueKind.Number && share.TryGetInt32(out var count) ? Math.Max(0, count) : 0;
}
