using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// One policy's user-defined reduction: the tree of its edges' partials and what <c>finish</c> made of its top. A fault that comes of some
/// edges' partials leaves these out; any other stalls this policy's value alone.
/// When the policy has another bundle, partials of the two are never mixed: the tree is filled anew, and the summary keeps the old bundle's value until
/// every reachable edge, or as many edges as before, reported under the new one, or until a grace period is over.
/// </summary>
internal sealed class PolicyReduction(BundleLoader bundles, IPolicyRuntime runtime, TimeProvider time, IOptions<ReduceOptions> options)
{
    private readonly Dictionary<int, (string Edge, JsonElement Value)> _leaves = [];
    private readonly SortedDictionary<int, LeftLeaf> _left = [];
    private readonly HashSet<int> _changed = [];
    private PartialTree _tree = new();
    private JsonElement? _made;
    private Digest _bundle;
    private Digest _finished;
    private JsonElement? _value;
    private int _reported;
    private long? _switching;
    private bool _stale = true;
    private bool _started;

    private IReadOnlyList<LeftLeaf> Left => [.. _left.Values.OrderBy(left => left.Edge, StringComparer.Ordinal)];

    /// <summary>What the bucket says from before this hub started; kept until there is something better.</summary>
    internal void Resume(SummaryRecord record) => (_finished, _value, _reported) = (record.Bundle, record.Value, record.Coverage.Reporting);

    /// <summary>Takes the snapshot's leaves and makes bundle, value and error of the summary.</summary>
    internal async Task<Reduction> ReduceAsync(TallySnapshot snapshot, CancellationToken token)
    {
        Take(snapshot);
        if (!snapshot.Reduces)
        {
            (_finished, _value, _switching) = (snapshot.Bundle, null, null);
            return new Reduction(_finished, null, "", []);
        }

        if (_stale && await MakeAsync(snapshot.Policy, token) is { } fault)
            return new Reduction(_bundle, null, Sentence(fault), Left);
        if (Waits(snapshot))
            return new Reduction(_finished, _value, "", Left);
        (_finished, _value, _reported, _switching) = (_bundle, _made, snapshot.Coverage.Reporting, null);
        return new Reduction(_bundle, _made, "", Left);
    }

    private void Take(TallySnapshot snapshot)
    {
        if (snapshot.Refill || !_started)
        {
            _tree = new PartialTree();
            _bundle = snapshot.Bundle;
            _switching = time.GetTimestamp();
            _stale = true;
            _started = true;
            _leaves.Clear();
            _changed.Clear();
            _left.Clear();
        }

        foreach (var (slot, (edge, leaf)) in snapshot.Leaves)
        {
            _stale = true;
            _left.Remove(slot);
            _changed.Add(slot);
            _tree.Set(slot, leaf);
            if (leaf is { } value)
                _leaves[slot] = (edge, value);
            else
                _leaves.Remove(slot);
        }
    }

    /// <summary>Makes the value anew, without the leaves that it cannot be made with.</summary>
    private async Task<PolicyFault?> MakeAsync(PolicyKey policy, CancellationToken token)
    {
        if (await bundles.LoadAsync(policy, _bundle, token) is { } unusable)
            return unusable;
        if (await AttemptAsync(token) is { } fault)
        {
            if (!LeafIsolation.Blames(fault))
                return fault;
            var standing = _leaves.Where(leaf => !_left.ContainsKey(leaf.Key)).ToDictionary(leaf => leaf.Key, leaf => leaf.Value.Value);
            if (await new LeafIsolation(_tree, standing, () => AttemptAsync(token)).FindAsync(_changed) is not { } bad)
                return fault;
            foreach (var (slot, why) in bad)
                _left[slot] = new LeftLeaf(_leaves[slot].Edge, Sentence(why));

            // The last attempt may have been one that failed.
            if (await AttemptAsync(token) is { } still)
                return still;
        }

        _changed.Clear();
        _stale = false;
        return null;
    }

    /// <summary>Combines what changed and finishes the top.</summary>
    private async Task<PolicyFault?> AttemptAsync(CancellationToken token)
    {
        if (await _tree.CombineAsync(pairs => PairsAsync(pairs, token)) is { } fault)
            return fault;
        _made = null;
        if (_tree.Top is not { } top)
            return null;
        var finished = await runtime.FinishAsync(_bundle, top, token);
        if (!finished.Ok)
            return finished.Fault;
        if (finished.Value is not [var value, ..])
            return new PolicyFault("BadResult", "finish returned nothing", "");
        _made = value;
        return null;
    }

    private async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> PairsAsync(IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token)
    {
        if (pairs.Count <= options.Value.CombineBatch)
            return Checked(await runtime.CombineAsync(_bundle, pairs, token), pairs.Count);
        var all = new List<JsonElement>(pairs.Count);
        foreach (var batch in pairs.Chunk(options.Value.CombineBatch))
        {
            var outcome = Checked(await runtime.CombineAsync(_bundle, batch, token), batch.Length);
            if (!outcome.Ok)
                return outcome;
            all.AddRange(outcome.Value);
        }

        return new PolicyOutcome<IReadOnlyList<JsonElement>>(all, null);
    }

    private static PolicyOutcome<IReadOnlyList<JsonElement>> Checked(PolicyOutcome<IReadOnlyList<JsonElement>> outcome, int count) =>
        outcome.Ok && outcome.Value.Count != count
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, new PolicyFault("BadResult", $"combine gave {outcome.Value.Count} answers to {count} pairs", ""))
            : outcome;

    /// <summary>Whether the old bundle's value stays for now.</summary>
    private bool Waits(TallySnapshot snapshot)
    {
        if (_switching is not { } since || _value is null)
            return false;
        return !snapshot.Covered && snapshot.Coverage.Reporting < _reported && time.GetElapsedTime(since) < options.Value.BundleGrace;
    }

    private static string Sentence(PolicyFault fault) =>
        fault.Location.Length > 0 ? $"{fault.Reason}: {fault.Message} ({fault.Location})" : $"{fault.Reason}: {fault.Message}";
}
