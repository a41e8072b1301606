using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Evaluates a recorded decision again, on edges that hold only what was recorded of them.</summary>
/// <param name="runtime">The engine; its inventory is replaced.</param>
public sealed class DecisionReplay(IPolicyRuntime runtime)
{
    /// <summary>Replays every case that the policy was asked about, and its choice.</summary>
    public async Task<ReplayResult> ReplayAsync(DecisionFile file, CancellationToken token)
    {
        var record = file.Record;
        var loaded = await runtime.LoadAsync(record.Bundle, file.Bundle, token);
        if (!loaded.Ok)
        {
            return new ReplayResult([], null, loaded.Fault);
        }

        var workload = CanonicalJson.Canonicalize(file.Object);
        var asked = record.Cases.Where(one => one.Edge is not null).ToList();
        var candidates = file.Inputs?.Candidates ?? [];
        EdgeSlot[] slots = [.. asked.Select(one => one.Edge!.Value).Concat(candidates).Select((edge, slot) => new EdgeSlot(slot, EdgeDocument.Read(edge)))];
        if (slots.Length > 0)
        {
            await runtime.UpdateInventoryAsync(slots, token);
        }

        var replayed = new List<ReplayedCase>();
        for (var slot = 0; slot < asked.Count; slot++)
        {
            replayed.Add(new ReplayedCase(asked[slot], await CaseAsync(record, asked[slot], workload, slot, slots.Length, token)));
        }

        return new ReplayResult(replayed, record.Choice is null ? null : await ChoiceAsync(file, workload, asked.Count, slots, token), null);
    }

    private async Task<string> CaseAsync(DecisionRecord record, DecidedCase one, byte[] workload, int slot, int slots, CancellationToken token)
    {
        var edges = new EdgeSet(slots);
        edges.Add(slot);
        var shares = one.Share is { } share ? new Dictionary<int, JsonElement> { [slot] = share } : null;
        var outcome = await runtime.CasesAsync(record.Bundle, workload, edges, shares, 1, token);
        return !outcome.Ok ? $"no answer: {outcome.Fault.Reason}: {outcome.Fault.Message}"
            : outcome.Value.Cases is [var now, ..] ? CaseComparison.Difference(record, one, now)
            : "no answer";
    }

    private async Task<string> ChoiceAsync(DecisionFile file, byte[] workload, int first, EdgeSlot[] slots, CancellationToken token)
    {
        if (file.Inputs is not { } inputs)
        {
            return "what choose was given was too large to be kept, so the choice cannot be replayed";
        }

        var wanted = inputs.Chosen.ToHashSet(StringComparer.Ordinal);
        var unsure = (inputs.Unsure ?? []).ToHashSet(StringComparer.Ordinal);
        var (candidates, current) = (new EdgeSet(slots.Length), new EdgeSet(slots.Length));
        for (var slot = first; slot < slots.Length; slot++)
        {
            candidates.Add(slot);
            if (wanted.Contains(slots[slot].Edge!.Id) || unsure.Contains(slots[slot].Edge!.Id))
            {
                current.Add(slot);
            }
        }

        var outcome = await runtime.ChooseAsync(file.Record.Bundle, workload, candidates, current, token);
        if (!outcome.Ok)
        {
            return $"no answer: {outcome.Fault.Reason}: {outcome.Fault.Message}";
        }

        var chosen = outcome.Value.Edges.Members().Select(slot => slots[slot].Edge!.Id).Where(id => !unsure.Contains(id)).ToHashSet(StringComparer.Ordinal);
        var (gained, lost) = (chosen.Except(wanted).Order(StringComparer.Ordinal).ToList(), wanted.Except(chosen).Order(StringComparer.Ordinal).ToList());
        if (gained.Count + lost.Count > 0)
        {
            return $"choose chooses others: {string.Join(", ", gained.Select(id => "+" + id).Concat(lost.Select(id => "-" + id)).Take(10))}";
        }

        var shares = outcome.Value.Shares.Where(pair => wanted.Contains(slots[pair.Key].Edge!.Id)).ToDictionary(pair => slots[pair.Key].Edge!.Id, pair => pair.Value, StringComparer.Ordinal);
        var before = inputs.Shares ?? [];
        return shares.Count == before.Count && before.All(pair => shares.TryGetValue(pair.Key, out var now) && CanonicalJson.Same(now, pair.Value))
            ? ""
            : "choose assigns other shares";
    }
}
