using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// One policy's user-defined reduction: the tree of its edges' partials and what <c>finish</c> made of its top. A fault stalls this policy's value alone.
/// When the policy has another bundle, partials of the two are never mixed: the tree is filled anew, and the summary keeps the old bundle's value until
/// every reachable edge, or as many edges as before, reported under the new one, or until a grace period is over.
/// </summary>
internal sealed class PolicyReduction(BundleLoader bundles, IPolicyRuntime runtime, TimeProvider time, IOptions<ReduceOptions> options)
{
    private PartialTree _tree = new();
    private Digest _bundle;
    private Digest _finished;
    private JsonElement? _value;
    private int _reported;
    private long? _switching;
    private bool _stale = true;
    private bool _started;

    /// <summary>What the bucket says from before this hub started; kept until there is something better.</summary>
    internal void Resume(SummaryRecord record) => (_finished, _value, _reported) = (record.Bundle, record.Value, record.Coverage.Reporting);

    /// <summary>Takes the snapshot's leaves and makes bundle, value and error of the summary.</summary>
    internal async Task<(Digest Bundle, JsonElement? Value, string Error)> ReduceAsync(TallySnapshot snapshot, CancellationToken token)
    {
        if (snapshot.Refill || !_started)
        {
            _tree = new PartialTree();
            _bundle = snapshot.Bundle;
            _switching = time.GetTimestamp();
            _stale = true;
            _started = true;
        }

        foreach (var (slot, leaf) in snapshot.Leaves)
            _tree.Set(slot, leaf);
        if (!snapshot.Reduces)
        {
            (_finished, _value, _switching) = (snapshot.Bundle, null, null);
            return (_finished, null, "");
        }

        if (await CombineAsync(snapshot.Policy, token) is { } fault)
            return (_bundle, null, Sentence(fault));
        if (Waits(snapshot))
            return (_finished, _value, "");
        if (!_stale && _finished == _bundle)
            return Done(snapshot, _value);
        if (_tree.Top is not { } top)
            return Done(snapshot, null);

        var finished = await runtime.FinishAsync(_bundle, top, token);
        return finished switch
        {
            { Ok: false } => (_bundle, null, Sentence(finished.Fault)),
            { Value: [var value, ..] } => Done(snapshot, value),
            _ => (_bundle, null, "finish returned nothing"),
        };
    }

    private async Task<PolicyFault?> CombineAsync(PolicyKey policy, CancellationToken token)
    {
        if (!_tree.Dirty && !_stale)
            return null;
        if (_tree.Dirty)
            _stale = true;
        if (await bundles.LoadAsync(policy, _bundle, token) is { } unusable)
            return unusable;
        return await _tree.CombineAsync(pairs => PairsAsync(pairs, token));
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

    private (Digest Bundle, JsonElement? Value, string Error) Done(TallySnapshot snapshot, JsonElement? value)
    {
        (_finished, _value, _reported, _switching, _stale) = (_bundle, value, snapshot.Coverage.Reporting, null, false);
        return (_bundle, value, "");
    }

    private static string Sentence(PolicyFault fault) =>
        fault.Location.Length > 0 ? $"{fault.Reason}: {fault.Message} ({fault.Location})" : $"{fault.Reason}: {fault.Message}";
}
