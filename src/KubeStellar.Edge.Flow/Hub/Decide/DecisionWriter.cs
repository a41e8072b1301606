using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>
/// Records decisions in bucket <c>kse-decisions</c>, beside the contents that are needed to replay them. Works a little at a time and only when asked, so that
/// deciding and publishing never wait for it. Touched by the hub's one writer only.
/// </summary>
internal sealed partial class DecisionWriter(
    IPolicyRuntime runtime, LoadedBundles bundles, IHubInventory inventory, ContentPool contents, IBuckets buckets, DecisionTable table, IOptions<DecideOptions> options,
    ILogger<DecisionWriter> log, TimeProvider time)
{
    private readonly Dictionary<string, (ObjectPlan Plan, Digest Bundle, DateTimeOffset At)> _recorded = new(StringComparer.Ordinal);

    public DecideOptions Options => options.Value;

    private IBucket Bucket => buckets[Buckets.Decisions];

    /// <summary>Learns what is recorded.</summary>
    public async Task LoadAsync(CancellationToken token)
    {
        table.Load(await Bucket.LoadAsync(token));
        _recorded.Clear();
    }

    /// <summary>Records what is due, one after the other, until there is better work; returns whether nothing is left, now or later.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="version">The newest root.</param>
    /// <param name="busy">Whether something waits that matters more.</param>
    /// <param name="token">Cancels.</param>
    public async Task<bool> TurnAsync(FleetPlan plan, RootVersion version, Func<bool> busy, CancellationToken token)
    {
        var started = time.GetTimestamp();
        var done = true;
        foreach (var policy in plan.Policies.Values.Where(Stands).ToList())
        {
            foreach (var decision in policy.Objects.Values.ToList())
            {
                if (!Differs(policy, decision, out var at))
                {
                    continue;
                }

                if (busy() || time.GetElapsedTime(started) > Options.Turn)
                {
                    return false;
                }

                if (time.GetUtcNow() - at < Options.Pause)
                {
                    done = false;
                    continue;
                }

                await RecordAsync(policy, decision, plan.Fleet, version, token);
            }
        }

        await ForgetGoneAsync(plan, token);
        return done;
    }

    /// <summary>The record of a decision: the stored one while it holds, else made, and recorded, now. Null when there is none and none can be made.</summary>
    public async Task<DecisionRecord?> CurrentAsync(PolicyPlan policy, ObjectPlan decision, FleetSlots fleet, RootVersion version, CancellationToken token)
    {
        if (!Stands(policy) || !Differs(policy, decision, out _))
        {
            return await StoredAsync(policy.Key, decision.Key, token);
        }

        var made = await MakeAsync(policy, decision, fleet, version, token);
        try
        {
            return await RecordAsync(policy, decision, made, token);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            // It is recorded by a later turn; the one who asks gets it now.
            return made?.Record;
        }
    }

    /// <summary>Records one decision now; null when its cases are not to be had, because the policy does not answer.</summary>
    public async Task<DecisionRecord?> RecordAsync(PolicyPlan policy, ObjectPlan decision, FleetSlots fleet, RootVersion version, CancellationToken token)
    {
        (DecisionRecord Record, IReadOnlyList<byte[]> Inputs)? made = null;
        try
        {
            made = await MakeAsync(policy, decision, fleet, version, token);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            // A bug that one decision brings up: what is only for people must not end the daemon, at every start anew.
            NotMade(log, decision.Key.ToString(), policy.Key.ToString(), error);
        }

        return await RecordAsync(policy, decision, made, token);
    }

    /// <summary>The record of a decision as it would be written.</summary>
    public async Task<(DecisionRecord Record, IReadOnlyList<byte[]> Inputs)?> MakeAsync(PolicyPlan policy, ObjectPlan decision, FleetSlots fleet, RootVersion version, CancellationToken token)
    {
        var subject = DecisionSubject.Of(policy, decision, fleet);
        if (!Stands(policy) || SourceOf(policy, decision) is not { } content)
        {
            return null;
        }

        var answers = new List<DecisionCases>();
        foreach (var (edges, chosen) in subject.Questions)
        {
            if (EdgeSets.IsEmpty(edges))
            {
                answers.Add(new DecisionCases([], EdgeSets.Empty));
                continue;
            }

            var outcome = await CasesAsync(policy, content, edges, chosen ? decision.Shares : null, Options.Cases, token);
            if (!outcome.Ok)
            {
                return null;
            }

            answers.Add(outcome.Value);
        }

        var choice = ChoiceMaker.Make(subject);
        var record = DecisionMaker.Make(subject, answers, choice?.Choice, Options.Cases, version, time.GetUtcNow());
        return (record, choice is { Inputs: { } inputs } ? [content.ToArray(), inputs] : [content.ToArray()]);
    }

    /// <summary>The case of one edge, evaluated now: what was read there, and why it was decided so. Null when the policy does not answer.</summary>
    public async Task<DecidedCase?> CaseAsync(PolicyPlan policy, ObjectPlan decision, FleetSlots fleet, int slot, CancellationToken token)
    {
        if (!Stands(policy) || SourceOf(policy, decision) is not { } content)
        {
            return null;
        }

        var subject = DecisionSubject.Of(policy, decision, fleet);
        var chosen = !subject.Chooses || decision.Placed[slot];
        var one = new EdgeSet(fleet.Count);
        one.Add(slot);
        var outcome = await CasesAsync(policy, content, one, chosen ? decision.Shares : null, 1, token);
        return outcome is { Ok: true, Value.Cases: [var found, ..] } ? DecisionMaker.Cases(subject, found, chosen).FirstOrDefault(made => made.Edges > 0) : null;
    }

    /// <summary>Id of the newest record; null when there is none.</summary>
    public string? IdOf(PolicyKey policy, ObjectKey key) => table.Of(policy, key)?.Id;

    /// <summary>Whether what is decided is what the loaded bundle says of the present fleet.</summary>
    public static bool Stands(PolicyPlan policy) => policy is { Record: not null, Shape: not null, Fault: null, Dirty: false } && policy.Loaded == policy.Bundle;

    private async Task<DecisionRecord?> RecordAsync(PolicyPlan policy, ObjectPlan decision, (DecisionRecord Record, IReadOnlyList<byte[]> Inputs)? made, CancellationToken token)
    {
        if (made is var (record, inputs))
        {
            await WriteAsync(policy, record, inputs, token);
        }

        // A policy that gave no answer here is asked again when it decides anew: what is only for people must not bring it into quarantine.
        _recorded[DecisionTable.KeyOf(policy.Key, decision.Key)] = (decision, policy.Bundle, time.GetUtcNow());
        return made?.Record;
    }

    /// <summary>The cases; a bundle that somebody dropped meanwhile is loaded again.</summary>
    private async Task<PolicyOutcome<DecisionCases>> CasesAsync(
        PolicyPlan policy, ReadOnlyMemory<byte> content, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token)
    {
        var outcome = await runtime.CasesAsync(policy.Bundle, content, edges, shares, most, token);
        return outcome.Fault is { Reason: PolicyFault.NotLoaded } && policy.Record is { } record && record.Digest == policy.Bundle && (await bundles.LoadAsync(record.Digest, record.Bundle, token)).Ok
            ? await runtime.CasesAsync(policy.Bundle, content, edges, shares, most, token)
            : outcome;
    }

    /// <summary>The object that a decision is about; null when it was changed or deleted since.</summary>
    private ReadOnlyMemory<byte>? SourceOf(PolicyPlan policy, ObjectPlan decision) =>
        (UpsyncSubject.Is(decision.Key) ? UpsyncSubject.Of(policy) : inventory.Find(policy.Key.Workspace, decision.Key)) is { } workload && workload.Record.Digest == decision.Source ? workload.Canonical : null;

    private async Task<DecisionRecord?> StoredAsync(PolicyKey policy, ObjectKey key, CancellationToken token) =>
        table.Of(policy, key) is { } entry && await Bucket.GetAsync(entry.Key, token) is { } found ? DecisionTable.Read(found) : null;

    private bool Differs(PolicyPlan policy, ObjectPlan decision, out DateTimeOffset at)
    {
        at = DateTimeOffset.MinValue;
        if (!_recorded.TryGetValue(DecisionTable.KeyOf(policy.Key, decision.Key), out var before))
        {
            return true;
        }

        at = before.At;
        if (ReferenceEquals(before.Plan, decision) && before.Bundle == policy.Bundle)
        {
            return false;
        }

        if (before.Bundle != policy.Bundle || !DecisionChange.Same(before.Plan, decision))
        {
            return true;
        }

        // An edge that was decided anew and gets the same as before is no other decision.
        _recorded[DecisionTable.KeyOf(policy.Key, decision.Key)] = before with { Plan = decision };
        return false;
    }

    private async Task WriteAsync(PolicyPlan policy, DecisionRecord record, IReadOnlyList<byte[]> inputs, CancellationToken token)
    {
        if (table.Of(record.Policy, record.Object)?.Id == record.Id)
        {
            return;
        }

        // The object may be another one by now, or gone: what is stored is what was decided about.
        await contents.StoreAsync([CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(policy.Record!.Bundle, ContractsJson.Default.PolicyBundle)), .. inputs], token);
        await Bucket.PutAsync(DecisionTable.KeyOf(record.Policy, record.Object), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.DecisionRecord), null, token);
        table.Set(record);
    }

    /// <summary>Drops records of what is decided no more and in force nowhere.</summary>
    private async Task ForgetGoneAsync(FleetPlan plan, CancellationToken token)
    {
        foreach (var entry in table.All.Where(entry => IsGone(plan, entry)).ToList())
        {
            await Bucket.DeleteAsync(entry.Key, null, token);
            table.Remove(entry.Key);
            _recorded.Remove(entry.Key);
        }
    }

    private static bool IsGone(FleetPlan plan, DecisionEntry entry) =>
        !plan.Policies.TryGetValue(entry.Policy, out var policy)
        || (!policy.Objects.ContainsKey(entry.Object) && !policy.Keeps && !Array.Exists(policy.InForce, manifest => manifest?.Names(entry.Object) == true));

    [LoggerMessage(1521, LogLevel.Error, "the decision about {Object} of policy {Policy} is not recorded because of an error in this program")]
    private static partial void NotMade(ILogger logger, string @object, string policy, Exception error);
}
