using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>
/// Counts edges that are on their way, by what the edges themselves do and not by what the rules think of them: their newest root was published, the hub heard neither
/// that it is ready there nor that it failed, and they are in reach, may take changes, and are not late.
/// </summary>
internal sealed class FlightCount(SimulatedWorld world, RolloutRule rule)
{
    private readonly string[] _labels = [.. rule.Waves.SelectMany(wave => wave.Budgets).Select(budget => budget.Label).Distinct(StringComparer.Ordinal)];

    /// <summary>Most at once.</summary>
    public int Most { get; private set; }

    /// <summary>Most at once by label and value.</summary>
    public SortedDictionary<string, SortedDictionary<string, int>> MostByLabel { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether an edge is on its way.</summary>
    public bool Flies(int slot)
    {
        var (hub, edge) = (world.Hub, world.Hub.Fleet[slot]);
        if (edge is null || hub.RootOf(edge.Id) is not { } root || hub.Live.Members[slot].Wave < 0 || hub.Presence(edge.Id) is not { Reachable: true } presence)
        {
            return false;
        }

        var device = world.Edges[edge.Id];
        return device.Done < root.Version && root.Version > new RootVersion(hub.Record.Progress?.AboveEpoch ?? 0, hub.Record.Progress?.AboveRevision ?? 0)
            && presence.Last.Conditions.Count == 0 && !IsLate(hub, slot, root);
    }

    /// <summary>Looks at all edges; called when roots were published.</summary>
    public void Look()
    {
        var count = 0;
        var values = _labels.ToDictionary(label => label, _ => new Dictionary<string, int>(StringComparer.Ordinal), StringComparer.Ordinal);
        for (var slot = 0; slot < world.Hub.Fleet.Count; slot++)
        {
            if (!Flies(slot))
            {
                continue;
            }

            count++;
            foreach (var label in _labels)
            {
                var value = world.Hub.Fleet[slot]!.Labels.GetValueOrDefault(label) ?? "";
                values[label][value] = values[label].GetValueOrDefault(value) + 1;
            }
        }

        Most = Math.Max(Most, count);
        foreach (var (label, counts) in values)
        {
            if (!MostByLabel.TryGetValue(label, out var most))
            {
                MostByLabel[label] = most = new SortedDictionary<string, int>(StringComparer.Ordinal);
            }

            foreach (var (value, number) in counts)
            {
                most[value] = Math.Max(most.GetValueOrDefault(value), number);
            }
        }
    }

    private bool IsLate(SimulatedHub hub, int slot, SimulatedRoot root)
    {
        var wave = hub.Live.Members[slot].Wave;
        return hub.Record.Progress is { } progress && (uint)wave < (uint)progress.Waves.Count && rule.Waves[progress.Waves[wave].Rule].Deadline is { } limit && world.Now - root.At >= limit;
    }
}
