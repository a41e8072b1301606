using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>What each edge gets of an earlier release. An edge that was not there then gets what edges with the same newest decision get; where none is, it keeps what it has. Pure.</summary>
internal static class PinnedRule
{
    public static ManifestRef?[] Of(PolicyPlan plan, IReadOnlyDictionary<string, ManifestRef?> pins, FleetSlots fleet)
    {
        var pairs = new List<(ManifestRef Want, ManifestRef Had)>();
        var pinned = new ManifestRef?[Math.Max(fleet.Count, plan.Wanted.Length)];
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            if (fleet[slot] is { } edge && pins.TryGetValue(edge.Id, out var had))
            {
                pinned[slot] = had;
                if (had is not null && plan.Wanted[slot] is { } want)
                {
                    pairs.Add((want, had));
                }
            }
        }

        var like = Likeness.Most(pairs);
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            if (fleet[slot] is { } edge && !pins.ContainsKey(edge.Id))
            {
                pinned[slot] = plan.Wanted[slot] is { } want && like.TryGetValue(want, out var had) ? had : plan.InForce[slot];
            }
        }

        return pinned;
    }
}
