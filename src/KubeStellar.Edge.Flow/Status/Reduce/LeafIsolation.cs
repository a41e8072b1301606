using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// Finds the leaves because of which a reduction faults, and takes them out of the tree: one sick edge costs only itself. What stood before the fault is
/// the base that others are added to, half by half; where there is none, two leaves that go together are. When no such base is there, or more than half
/// of the leaves would have to go, it is not the leaves that are wrong but the reducer.
/// </summary>
/// <param name="tree">The tree; when no culprit is found it holds all leaves again.</param>
/// <param name="leaves">All leaves by slot.</param>
/// <param name="attempt">Combines the tree and finishes it.</param>
internal sealed class LeafIsolation(PartialTree tree, IReadOnlyDictionary<int, JsonElement> leaves, Func<Task<PolicyFault?>> attempt)
{
    private const int MaxAttempts = 1_024;
    private const int MaxPairs = 8;

    // Faults of the host, not of a value: it was killed, or does not run the bundle for a while. To try parts would only kill it again.
    private static readonly string[] Hosts = ["TimedOut", "OutOfMemory", "HostDied", "InventoryTooLarge", "Quarantined", PolicyFault.NotLoaded, "NotFound", "Syntax", "BadImport", "BadShape"];

    private readonly Dictionary<int, PolicyFault> _bad = [];
    private int _attempts;

    /// <summary>Whether a single leaf may be to blame.</summary>
    internal static bool Blames(PolicyFault fault) => !Hosts.Contains(fault.Reason);

    /// <summary>The leaves that were taken out, with what each did; null when none could be named.</summary>
    internal async Task<IReadOnlyDictionary<int, PolicyFault>?> FindAsync(IReadOnlyCollection<int> changed)
    {
        var suspects = changed.Where(leaves.ContainsKey).Order().ToList();
        Take(suspects);
        if (leaves.Count - suspects.Count < 2 || await TryAsync() is not null)
        {
            Take(leaves.Keys);
            if (await PairAsync() is not { } pair)
            {
                Put(leaves.Keys);
                return null;
            }

            suspects = [.. leaves.Keys.Where(slot => slot != pair.First && slot != pair.Second).Order()];
        }

        if (await AddAsync(suspects))
            return _bad;
        Put(leaves.Keys);
        return null;
    }

    /// <summary>Adds leaves to what stands; false when this is given up.</summary>
    private async Task<bool> AddAsync(List<int> slots)
    {
        if (slots.Count == 0)
            return true;
        Put(slots);
        if (await TryAsync() is not { } fault)
            return true;
        Take(slots);
        if (!Blames(fault) || _attempts >= MaxAttempts)
            return false;
        if (slots is [var one])
        {
            _bad[one] = fault;
            return _bad.Count <= Math.Max(1, leaves.Count / 2);
        }

        var half = slots.Count / 2;
        return await AddAsync(slots[..half]) && await AddAsync(slots[half..]);
    }

    /// <summary>Two leaves that go together, put in the tree.</summary>
    private async Task<(int First, int Second)?> PairAsync()
    {
        var slots = leaves.Keys.Order().Take(2 * MaxPairs).ToList();
        var pairs = slots.Count <= 4
            ? slots.SelectMany((first, i) => slots.Skip(i + 1).Select(second => (First: first, Second: second)))
            : slots.Chunk(2).Where(two => two.Length == 2).Select(two => (First: two[0], Second: two[1]));
        if (slots.Count < 3)
            return null;
        foreach (var pair in pairs.ToList())
        {
            int[] both = [pair.First, pair.Second];
            Put(both);
            var fault = await TryAsync();
            if (fault is null)
                return pair;
            Take(both);
            if (!Blames(fault))
                return null;
        }

        return null;
    }

    private Task<PolicyFault?> TryAsync()
    {
        _attempts++;
        return attempt();
    }

    private void Put(IEnumerable<int> slots)
    {
        foreach (var slot in slots)
            tree.Set(slot, leaves[slot]);
    }

    private void Take(IEnumerable<int> slots)
    {
        foreach (var slot in slots)
            tree.Set(slot, null);
    }
}
