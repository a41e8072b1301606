using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>
/// Runs every policy's rollout: begins one when what is wanted changes, moves it by <see cref="RolloutMachine"/>, and says what each edge may have now. Everything is
/// recorded before it is published, so a hub that dies goes on where its record is. Called by the hub's one writer only.
/// </summary>
internal sealed partial class RolloutKeeper(
    RolloutTable table, FreezeBook freeze, RolloutPlans plans, RolloutFeed feed, MemberCount count, GateAsker asker, IPolicyRuntime runtime, HubCounters counters,
    HubEvents events, IHubDesired desired, IEnumerable<IHubReports> reports, RegionRollouts told, TimeProvider time)
{
    /// <summary>Texts that count edges change with every report; they are written so often at most.</summary>
    private static readonly TimeSpan Telling = TimeSpan.FromSeconds(2);

    private readonly Dictionary<PolicyKey, LiveRollout> _live = [];
    private readonly EdgeCosts _costs = new();
    private StopRecord? _frozen;
    private readonly IHubReports? _reports = reports.FirstOrDefault();

    /// <summary>Takes news in. Returns whether any rollout has something to do that needs a plan.</summary>
    public bool Observe(FleetPlan fleet)
    {
        foreach (var (edge, policy) in feed.Take())
        {
            if (!fleet.Fleet.TryGet(edge, out var slot))
            {
                continue;
            }

            foreach (var live in policy is { } key ? (_live.TryGetValue(key, out var one) ? [one] : Array.Empty<LiveRollout>()) : [.. _live.Values])
            {
                live.Heard?.Add(slot);
            }
        }

        foreach (var (policy, answer, input) in asker.Take())
        {
            if (_live.TryGetValue(policy, out var live) && ReferenceEquals(live.Question, answer.Question))
            {
                (live.Question, live.Asking, live.WakeAt) = (null, null, DateTimeOffset.MinValue);
                Take(live, answer, input);
            }
        }

        var now = time.GetUtcNow();
        var due = !ReferenceEquals(_frozen, freeze.Current);
        _frozen = freeze.Current;
        foreach (var live in _live.Values)
        {
            if (live.WakeAt <= now || (live.Number != 0 && live.Heard is null or { Count: > 0 }))
            {
                due |= IsDue(live, fleet, now);
            }
        }

        return due;
    }

    /// <summary>Takes rollouts up that an earlier process began, so that the guard knows what it let go.</summary>
    public async Task RestoreAsync(FleetPlan fleet, CancellationToken token)
    {
        foreach (var plan in fleet.Policies.Values)
        {
            if (table.Of(plan.Key)?.Progress is { } progress && Of(plan).Number != progress.Number && (!progress.Ended || progress.Phase is RolloutPhase.RolledBack or RolloutPhase.Aborted))
            {
                await RestoreAsync(Of(plan), progress, fleet.Fleet, token);
            }
        }
    }

    /// <summary>Begins, moves and ends the rollout of a policy, and sets what its edges may have now.</summary>
    /// <returns>Why the policy could not say what its waves are; null when it could.</returns>
    public async Task<PolicyFault?> SyncAsync(PolicyPlan plan, FleetPlan fleet, int releases, CancellationToken token)
    {
        var live = Of(plan);
        live.Grow(fleet.Fleet.Count);
        plan.Rolls = plan.Shape?.Rollout is not null;
        if (plan.Record is null)
        {
            // Nobody is left who could say in which steps; the guard has let it go.
            (plan.Goal, plan.Pinned, plan.Admitted, plan.Progress, plan.Kept, live.Number) = (null, null, null, null, [], 0);
            told.Tell(plan.Key, null);
            feed.Watch(plan.Key, false);
            return null;
        }

        if (plan.Keeps || plan.Shape is null)
        {
            Tell(live, fleet.Fleet, table.Of(plan.Key)?.Progress);
            return null;
        }

        if (live.RuleOf != plan.Loaded)
        {
            (live.Rule, live.RuleOf) = (plan.Shape.Rollout is { } shape ? RolloutRule.Read(shape) : null, plan.Loaded);
        }

        if (plan.GrantOf is { IsZero: true })
        {
            // After a start nobody knows yet how far the parent lets it, nor which part of what waves count is this hub's.
            (plan.Goal, live.WakeAt) = (Stopped(plan, fleet.Fleet), null);
            plan.Progress ??= Standing(plan, new RolloutBarrier(RolloutPhase.Waiting, RolloutReasons.AwaitsParent, "it is not known yet how far the parent lets it go; what is in force stays until it is", null));
            return null;
        }

        // Only who rolls, or has a person's wish, is asked what it is made of: this runs with every plan.
        var inputs = live.Rule is null && table.Of(plan.Key)?.Pin is null ? default : RolloutInputs.Of(plan);
        await PinAsync(live, fleet.Fleet, inputs, token);
        var fault = live.Rule is null ? await AtOnceAsync(live, fleet.Fleet, token) : await InWavesAsync(live, fleet, inputs, releases, token);
        Tell(live, fleet.Fleet, table.Of(plan.Key)?.Progress);
        return fault;
    }

    /// <summary>Notes what the parent is told, for whoever tells it.</summary>
    private void Tell(LiveRollout live, FleetSlots fleet, RolloutProgress? progress)
    {
        if (live.Plan.GrantOf is not null)
        {
            var now = time.GetUtcNow();
            told.Tell(live.Plan.Key, RegionTelling.Of(live, progress, fleet, live.Rule is null ? count.Totals(live.Plan, fleet, now) : null, now));
        }
    }

    /// <summary>What this process knows of a policy's rollout; null when it knows nothing.</summary>
    public LiveRollout? Find(PolicyKey policy) => _live.GetValueOrDefault(policy);

    /// <summary>A policy that no root names any more is forgotten.</summary>
    public void Forget(PolicyKey policy)
    {
        feed.Watch(policy, false);
        _live.Remove(policy);
    }

    private LiveRollout Of(PolicyPlan plan)
    {
        if (!_live.TryGetValue(plan.Key, out var live))
        {
            _live[plan.Key] = live = new LiveRollout(plan);
        }

        return live;
    }

    private bool IsDue(LiveRollout live, FleetPlan fleet, DateTimeOffset now)
    {
        var progress = table.Of(live.Plan.Key)?.Progress;
        if (live.Plan.Keeps || live.Plan.GrantOf is { IsZero: true })
        {
            // It goes on when its policy does, or when the parent's word is there, and that takes a plan anyway.
            return false;
        }

        if (live.Plan.Dirty)
        {
            return true;
        }

        if (progress is null || progress.Number != live.Number || live.Rule is null || live.Restored || progress.Phase == RolloutPhase.Complete)
        {
            return live.WakeAt <= now;
        }

        live.See(progress);
        live.Grow(fleet.Fleet.Count);
        if (count.Count(live, progress, fleet.Fleet, now).Count > 0)
        {
            return true;
        }

        Tell(live, fleet.Fleet, progress);
        live.Share = GrantRule.Share(live, progress);
        var step = RolloutMachine.Step(live.Rule, progress, live.Members, Surroundings(live, fleet, progress));
        live.WakeAt = step.WakeAt;
        Ask(live, fleet.Fleet, progress, step);
        if (step.Release.Count > 0)
        {
            return true;
        }

        if (ReferenceEquals(step.Progress, progress))
        {
            return false;
        }

        if (OnlyTexts(progress, step.Progress) && now - live.ToldAt < Telling)
        {
            live.WakeAt = live.WakeAt < live.ToldAt + Telling ? live.WakeAt : live.ToldAt + Telling;
            return false;
        }

        return true;
    }

    /// <summary>A policy without waves: everyone at once, unless a person stopped it.</summary>
    private async Task<PolicyFault?> AtOnceAsync(LiveRollout live, FleetSlots fleet, CancellationToken token)
    {
        var plan = live.Plan;
        if (table.Of(plan.Key)?.Progress is { } left)
        {
            await EndAsync(plan.Key, left with { Phase = RolloutPhase.Superseded, Reason = "", Message = "the policy declares no rollout any more", EndedAt = time.GetUtcNow() }, token);
        }

        (live.Number, plan.Admitted, plan.Kept) = (0, null, Pins(live));
        feed.Watch(plan.Key, false);
        var stop = RolloutStops.Of(null, null, Surroundings(plan.Key, GrantRule.Share(live, null)));
        var lags = stop is not null && Enumerable.Range(0, fleet.Count).Any(slot => fleet[slot] is not null && !ReferenceEquals(plan.Want(slot), plan.InForce[slot]));
        plan.Goal = lags ? Stopped(plan, fleet) : null;
        plan.Progress = lags ? Standing(plan, stop!) : null;
        live.WakeAt = lags ? stop!.WakeAt : null;
        return null;
    }

    private async Task<PolicyFault?> InWavesAsync(LiveRollout live, FleetPlan fleet, Digest inputs, int releases, CancellationToken token)
    {
        var (plan, now) = (live.Plan, time.GetUtcNow());
        var record = table.Of(plan.Key);
        await OweAsync(live, fleet.Fleet, record?.Progress, inputs, token);
        if (RolloutStart.Cause(live, fleet.Fleet, record, inputs, Rooted) is { } cause)
        {
            if (await BeginAsync(live, fleet.Fleet, record, inputs, cause, releases, token) is { } fault)
            {
                return fault;
            }

            record = table.Of(plan.Key);
        }

        if (record?.Progress is not { } progress)
        {
            (plan.Goal, plan.Progress) = (null, null);
            return null;
        }

        if (progress.Phase == RolloutPhase.Complete)
        {
            // New edges get what is proven; nothing else differs.
            (plan.Goal, plan.Progress, plan.Admitted, plan.Kept, live.WakeAt) = (null, null, null, Pins(live), null);
            feed.Watch(plan.Key, false);
            return null;
        }

        live.See(progress);
        live.Share = GrantRule.Share(live, progress);
        feed.Watch(plan.Key, true);
        if (count.Count(live, progress, fleet.Fleet, now) is { Count: > 0 } homeless)
        {
            if (await AmendAsync(live, fleet.Fleet, progress, homeless, token) is { } fault)
            {
                return fault;
            }

            count.Count(live, progress, fleet.Fleet, now);
        }

        var step = RolloutMachine.Step(live.Rule!, progress, live.Members, Surroundings(live, fleet, progress));
        live.WakeAt = step.WakeAt;
        Ask(live, fleet.Fleet, progress, step);
        if (!ReferenceEquals(step.Progress, progress))
        {
            if (!await RecordAsync(live, fleet.Fleet, progress, step, releases, token))
            {
                // The order holds from now on: what edges may have follows from it, not from what was so before.
                return await InWavesAsync(live, fleet, inputs, releases, token);
            }

            if (progress.Phase != RolloutPhase.RollingBack && step.Progress.Phase == RolloutPhase.RollingBack)
            {
                // The same turn begins to take edges back.
                plan.Progress = step.Progress;
                return await InWavesAsync(live, fleet, inputs, releases, token);
            }
        }

        if (step.Release.Count > 0)
        {
            // Once they are let go their time runs and their gate is asked, whether they ever say something or not.
            live.WakeAt = now;
        }

        live.Releases?.Commit();
        plan.Goal = GoalRule.Of(live, step.Progress, step.Progress.Ended ? null : step, fleet.Fleet);
        plan.Progress = step.Progress.Phase == RolloutPhase.Complete ? null : step.Progress;
        plan.Admitted = Admitted(live, fleet.Fleet);
        plan.Kept = [.. live.From.OfType<ManifestRef>().Concat(Pins(live)).Distinct()];
        return null;
    }

    private void Ask(LiveRollout live, FleetSlots fleet, RolloutProgress progress, RolloutStep step)
    {
        if (step.Ask is not { } question || live.Asking is not null)
        {
            return;
        }

        // What the gate is asked about is the wave as the turn left it: it may just have opened.
        var slots = Enumerable.Range(0, live.Members.Length).Where(slot => live.Members[slot] is { Changes: true } member && member.Wave == question.Wave && slot < fleet.Count && fleet[slot] is not null).ToList();
        live.Question = question;
        live.Asking = asker.Start(
            live.Plan.Key, live.Rule!, live.Plan.Shape?.Reduces == true, step.Progress.Ended ? progress : step.Progress, question,
            [.. slots.Where(slot => live.Members[slot] is { Released: true, Reachable: true }).Select(slot => fleet[slot]!.Id)], Failures(live, fleet, slots));
    }

    /// <summary>The first few failures of edges, <c>edge object: reason</c>.</summary>
    public IReadOnlyList<string> Failures(LiveRollout live, FleetSlots fleet, IEnumerable<int> slots)
    {
        const int Shown = 10;
        var failures = new List<string>();
        foreach (var slot in slots.Where(slot => live.Members[slot] is { Released: true, Reachable: true, State: MemberState.Failed or MemberState.Stalled }).OrderBy(slot => fleet[slot]!.Id, StringComparer.Ordinal).Take(Shown))
        {
            var edge = fleet[slot]!.Id;
            var text = live.To[slot]?.Record is { } manifest && _reports?.Head(edge, live.Plan.Key) is { } report && report.Manifest == live.To[slot]!.Digest ? EdgeJudge.Judge(manifest, report).Failure : "";
            failures.Add(text.Length > 0 ? $"{edge} {text}" : $"{edge} it cannot go on as a whole");
        }

        return [.. RegionShares.Troubles(live, fleet).Concat(failures).Take(Shown)];
    }

    private void Take(LiveRollout live, GateAnswer answer, System.Text.Json.JsonElement input)
    {
        if (answer.Fault is { Reason: PolicyFault.NotLoaded } && live.Plan.Fault is null)
        {
            // Somebody who checked or foresaw something with the same bundle dropped it: it is loaded again, and the gate asked again.
            (live.Plan.Loaded, live.Plan.DirtyAll) = (default, true);
            return;
        }

        live.Answer = answer;
        Tell(live.Plan.Key, answer, input);
    }

    private void Tell(PolicyKey policy, GateAnswer answer, System.Text.Json.JsonElement input)
    {
        var before = table.Of(policy)?.Progress?.Waves.ElementAtOrDefault(answer.Question.Wave);
        var word = answer.Verdict?.Decision.ToString().ToLowerInvariant() ?? "inconclusive";
        if (before is not null && before.Verdict == word)
        {
            return;
        }

        var why = answer.Verdict?.Reason ?? answer.Fault?.Message ?? "";
        events.Add(
            "gate.decided", policy.Name, policy.Workspace, "hub", $"wave {answer.Question.Wave + 1}: {word}{(why.Length > 0 ? ": " : "")}{why}",
            input.ValueKind == System.Text.Json.JsonValueKind.Undefined || input.GetRawText().Length > 64 * 1024 ? null : input);
    }
}
