using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>What edges would lose by a policy's change. Counted by pairs of manifests, so that cost follows distinct changes, not edges.</summary>
/// <param name="Count">Placements (edge, object) that would go.</param>
/// <param name="Unreadable">Edges whose present manifest cannot be read, so that nobody knows what they would lose.</param>
/// <param name="Moves">Objects lost, with the slots that lose them.</param>
internal sealed record Removals(int Count, int Unreadable, IReadOnlyList<(IReadOnlyList<ObjectKey> Objects, IReadOnlyList<int> Slots)> Moves)
{
    public static Removals Of(PolicyPlan plan, FleetSlots fleet)
    {
        var groups = new Dictionary<(ManifestRef, ManifestRef?), List<int>>();
        var slots = Math.Min(fleet.Count, plan.InForce.Length);
        for (var slot = 0; slot < slots; slot++)
        {
            var after = plan.Want(slot);
            if (plan.InForce[slot] is not { } before || ReferenceEquals(before, after) || plan.Stuck[slot] || fleet[slot] is null
                || (plan.Admitted is { } admitted && admitted.TryGetValue(slot, out var let) && let == (after?.Digest ?? default)))
            {
                continue;
            }

            var pair = (before, after);
            if (!groups.TryGetValue(pair, out var members))
            {
                groups[pair] = members = [];
            }

            members.Add(slot);
        }

        var (count, unreadable) = (0, 0);
        var moves = new List<(IReadOnlyList<ObjectKey>, IReadOnlyList<int>)>();
        foreach (var ((before, next), members) in groups)
        {
            if (before.Record is null)
            {
                unreadable += members.Count;
                continue;
            }

            var kept = next?.Record?.Objects.Select(entry => entry.Key).ToHashSet() ?? [];
            var lost = before.Record.Objects.Select(entry => entry.Key).Where(key => !kept.Contains(key)).ToList();
            if (lost.Count > 0)
            {
                count += lost.Count * members.Count;
                moves.Add((lost, members));
            }
        }

        return new Removals(count, unreadable, moves);
    }

    /// <summary>The same, by object and by the edges' names.</summary>
    public IReadOnlyDictionary<ObjectKey, HashSet<string>> ByObject(FleetSlots fleet)
    {
        var byObject = new SortedDictionary<ObjectKey, HashSet<string>>();
        foreach (var (objects, slots) in Moves)
        {
            foreach (var key in objects)
            {
                if (!byObject.TryGetValue(key, out var edges))
                {
                    byObject[key] = edges = new HashSet<string>(StringComparer.Ordinal);
                }

                edges.UnionWith(slots.Select(slot => fleet[slot]!.Id));
            }
        }

        return byObject;
    }
}
