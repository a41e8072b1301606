using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// The partials of one bundle and what they amount to: the tree, its top, and what <c>finish</c> made of that. Leaves are taken in without combining
/// anything; a fault that comes of some of them leaves these out, any other is the whole's.
/// </summary>
internal sealed class BundleFold(Digest bundle, IPolicyRuntime runtime, int batch)
{
    private const int MaxFresh = 64;

    private readonly Dictionary<int, LeafChange> _leaves = [];
    private readonly SortedDictionary<int, LeftLeaf> _left = [];
    private readonly HashSet<int> _changed = [];
    private readonly HashSet<int> _fresh = [];
    private readonly PartialTree _tree = new();

    internal Digest Bundle => bundle;

    /// <summary>Leaves changed since top and value were made.</summary>
    internal bool Stale { get; private set; } = true;

    /// <summary>The label that the bundle's policy groups edges by; null until it was asked.</summary>
    internal string? By { get; set; }

    /// <summary>What the bundle's policy says of nothing.</summary>
    internal JsonElement? Empty { get; set; }

    internal bool None => _leaves.Count == 0;

    /// <summary>What <c>finish</c> made; without leaves what the policy says of nothing.</summary>
    internal JsonElement? Made { get; private set; }

    /// <summary>The combined partial; null without leaves.</summary>
    internal JsonElement? Top => _tree.Top;

    /// <summary>Why the reducer is not to be used at all: partials of the fleet show that it breaks a law.</summary>
    internal string Unlawful { get; set; } = "";

    /// <summary>Who is left out.</summary>
    internal IReadOnlyList<LeftLeaf> Left => [.. _left.Values.OrderBy(left => left.Edge, StringComparer.Ordinal)];

    /// <summary>What stands, by slot.</summary>
    internal IReadOnlyDictionary<int, LeafChange> Leaves => _leaves;

    /// <summary>Slots that take part.</summary>
    internal IReadOnlyList<int> Standing() => [.. _leaves.Keys.Where(slot => !_left.ContainsKey(slot))];

    /// <summary>A few of those that take part and changed since this was last asked.</summary>
    internal IReadOnlyList<int> TakeFresh(IReadOnlyList<int> standing)
    {
        List<int> fresh = [.. _fresh.Where(slot => _leaves.ContainsKey(slot) && !_left.ContainsKey(slot)).Order()];
        if (standing.Count > 1)
            _fresh.Clear();
        return fresh;
    }

    /// <summary>Sets or empties a leaf.</summary>
    internal void Set(int slot, LeafChange change)
    {
        if (change.Value is { } value && _leaves.TryGetValue(slot, out var before) && CanonicalJson.Same(before.Value!.Value, value))
        {
            // Only who it stands for changed.
            _leaves[slot] = change;
            if (_left.TryGetValue(slot, out var left))
                _left[slot] = left with { Edge = change.Edge, Weight = change.Weight };
            return;
        }

        Stale = true;
        _left.Remove(slot);
        _changed.Add(slot);
        if (_fresh.Count < MaxFresh)
            _fresh.Add(slot);
        _tree.Set(slot, change.Value);
        if (change.Value is null)
            _leaves.Remove(slot);
        else
            _leaves[slot] = change;
    }

    /// <summary>Makes top and value anew when leaves changed, without the leaves that they cannot be made with. The runtime has the bundle.</summary>
    internal async Task<PolicyFault?> MakeAsync(CancellationToken token)
    {
        if (!Stale)
            return null;
        if (await AttemptAsync(token) is { } fault)
        {
            if (!LeafIsolation.Blames(fault))
                return fault;
            var standing = _leaves.Where(leaf => !_left.ContainsKey(leaf.Key)).ToDictionary(leaf => leaf.Key, leaf => leaf.Value.Value!.Value);
            if (await new LeafIsolation(_tree, standing, () => AttemptAsync(token)).FindAsync(_changed) is not { } bad)
                return fault;
            foreach (var (slot, why) in bad)
                _left[slot] = new LeftLeaf(_leaves[slot].Edge, Sentence(why), _leaves[slot].Weight);

            // The last attempt may have been one that failed.
            if (await AttemptAsync(token) is { } still)
                return still;
        }

        _changed.Clear();
        Stale = false;
        return null;
    }

    /// <summary>Combines pairs in as few crossings as their number allows.</summary>
    internal async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> PairsAsync(IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token)
    {
        if (pairs.Count <= batch)
            return Checked(await runtime.CombineAsync(bundle, pairs, token), pairs.Count);
        var all = new List<JsonElement>(pairs.Count);
        foreach (var few in pairs.Chunk(batch))
        {
            var outcome = Checked(await runtime.CombineAsync(bundle, few, token), few.Length);
            if (!outcome.Ok)
                return outcome;
            all.AddRange(outcome.Value);
        }

        return new PolicyOutcome<IReadOnlyList<JsonElement>>(all, null);
    }

    /// <summary>A fault in one sentence.</summary>
    internal static string Sentence(PolicyFault fault) =>
        fault.Location.Length > 0 ? $"{fault.Reason}: {fault.Message} ({fault.Location})" : $"{fault.Reason}: {fault.Message}";

    /// <summary>Combines what changed and finishes the top.</summary>
    private async Task<PolicyFault?> AttemptAsync(CancellationToken token)
    {
        var (finished, fault) = await _tree.CombineAsync(async plan => Checked(await runtime.FoldAsync(bundle, plan, token), plan.Answers), batch);
        if (fault is null)
            Made = finished ?? Empty;
        return fault;
    }

    private static PolicyOutcome<IReadOnlyList<JsonElement>> Checked(PolicyOutcome<IReadOnlyList<JsonElement>> outcome, int count) =>
        outcome.Ok && outcome.Value.Count != count
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, new PolicyFault("BadResult", $"combine gave {outcome.Value.Count} answers where {count} were due", ""))
            : outcome;
}
