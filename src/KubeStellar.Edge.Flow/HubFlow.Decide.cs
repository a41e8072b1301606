using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Place and Customize: what changed since the last plan is decided anew, a policy as a whole or not at all.</summary>
internal sealed partial class HubFlow
{
    // While one plan is made: the decisions that it began with, and slots that changed hands. A choice starts from those, however often the plan makes it.
    private readonly Dictionary<(PolicyKey Policy, ObjectKey Key), ObjectPlan?> _settled = [];
    private readonly HashSet<int> _replaced = [];

    /// <summary>Decides every policy that is due, the oldest first.</summary>
    private async Task DecideAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (_relate)
        {
            await RelateAsync(token);
        }

        // What hangs on the placement of another object is decided once more when that changed. There is an order, so this ends, unless a copy takes the name of
        // an object that follows it: those stall, and what is left is decided to its end.
        var rounds = 0;
        while (true)
        {
            foreach (var policy in _plan.ByAge.ToList())
            {
                if (IsDue(policy, now))
                {
                    await MeterAsync(policy, token);
                }
            }

            if (!(Collide() | Shift()))
            {
                break;
            }

            if (++rounds > MostRounds())
            {
                StallRestless();
                rounds = 0;
            }
        }

        foreach (var calm in _restless.Keys.Where(key => _plan.Policies.GetValueOrDefault(key) is not { Fault: not null }).ToList())
        {
            _restless.Remove(calm);
        }
    }

    private async Task DecideAsync(PolicyPlan policy, CancellationToken token)
    {
        policy.Unrecorded = true;
        policy.Grow(_plan.Fleet.Count);
        if (policy.Record is { } record && policy.Loaded != record.Digest)
        {
            await LoadBundleAsync(policy, token);
            if (policy.Loaded != record.Digest)
            {
                policy.Urgent = false;
                return;
            }

            policy.Unselected = false;
            await OwnAsync(null, token);
        }
        else if (policy.Unselected)
        {
            policy.Unselected = false;
            await OwnAsync(null, token);
        }

        if (_relate || policy.Unrelated)
        {
            await RelateAsync(token);
        }

        policy.Urgent = false;
        if (policy.Unselected || policy.Unrelated)
        {
            return;
        }

        var bundle = policy.Record?.Digest ?? default;
        var retry = policy.EdgesRetryAt <= time.GetUtcNow();
        var owned = ownership.OwnedBy(policy.Key).Where(key => !policy.Excluded.Contains(key)).ToHashSet();
        var wish = UpsyncSubject.Of(policy);
        if (wish is not null)
        {
            owned.Add(wish.Record.Key);
        }

        var decisions = new List<Decision>();
        foreach (var key in Asked(policy, owned, retry).Order())
        {
            if (!owned.Contains(key) || (wish?.Record.Key == key ? wish : inventory.Find(policy.Key.Workspace, key)) is not { } workload)
            {
                decisions.Add(new Decision(key, null, null));
                continue;
            }

            var outcome = await DecideAsync(policy, bundle, workload, retry, token);
            if (outcome.Fault is { Reason: PolicyFault.NotLoaded } && policy.Loaded == bundle)
            {
                await LoadBundleAsync(policy, token);
                outcome = await DecideAsync(policy, bundle, workload, retry, token);
            }

            if (!outcome.Ok)
            {
                Stall(policy, outcome.Fault);
                return;
            }

            decisions.Add(outcome.Value);
        }

        await CommitAsync(policy, bundle, decisions, token);
        Stick(policy, retry);
    }

    /// <summary>Objects that may have to be decided anew.</summary>
    private static HashSet<ObjectKey> Asked(PolicyPlan policy, HashSet<ObjectKey> owned, bool retry)
    {
        if (policy.DirtyAll)
        {
            return [.. owned, .. policy.Objects.Keys, .. policy.DirtyObjects];
        }

        var asked = new HashSet<ObjectKey>(policy.DirtyObjects);
        asked.UnionWith(policy.Shifted);
        asked.UnionWith(policy.DirtySlots.Count > 0 ? policy.Objects.Keys : []);
        asked.UnionWith(retry ? policy.Failures.Keys : []);
        return asked;
    }

    private async Task CommitAsync(PolicyPlan policy, Digest bundle, IReadOnlyList<Decision> decisions, CancellationToken token)
    {
        var whole = bundle != policy.Bundle;
        var before = policy.Bundle;
        policy.Bundle = bundle;
        foreach (var decision in decisions)
        {
            _settled.TryAdd((policy.Key, decision.Key), policy.Objects.GetValueOrDefault(decision.Key));
        }

        try
        {
            ManifestBuilder.Commit(policy, decisions, _plan.Fleet, whole);
        }
        catch
        {
            // Half of it is taken over: what it stood on is gone, and all is decided anew.
            policy.Reset();
            throw;
        }

        ManifestBuilder.Trim(policy);
        policy.DirtyAll = false;
        policy.DirtySlots.Clear();
        policy.DirtyObjects.Clear();
        policy.Shifted.Clear();
        (policy.Fault, policy.Attempts) = (null, 0);
        if (whole && !before.IsZero && _plan.Policies.Values.All(other => other.Bundle != before && other.Loaded != before))
        {
            await bundles.ForgetAsync(before, token);
        }
    }

    private async Task<PolicyOutcome<Decision>> DecideAsync(PolicyPlan policy, Digest bundle, WorkloadEntry workload, bool retry, CancellationToken token)
    {
        var key = workload.Record.Key;
        var previous = policy.Objects.GetValueOrDefault(key);
        var before = policy.DirtyAll || policy.DirtyObjects.Contains(key) ? null : previous;
        var barred = Barred(policy, key);
        var bars = EdgeFaults.Edges(barred);
        var question = new ObjectQuestion(
            policy.Shape!,
            bundle,
            key,
            workload.Record.Digest,
            workload.Canonical,
            EdgeSets.Minus(_plan.Fleet.All(), bars))
        {
            Barred = barred,
            Ruled = Ruled(policy, key),
            Before = before,
            Asked = before is null ? EdgeSets.Empty : Asked(policy, before, bars, retry),
            Rechoose = before is not null && policy.Shape!.Chooses && policy.DirtySlots.Values.Any(before.Reads.TouchesChoice),
            Current = policy.Shape!.Chooses ? Current(policy, key, previous) : EdgeSets.Empty,
            Granted = policy.Shape!.Chooses ? Granted(policy, key, previous) : null,
            Quota = workload.Record.Quota,
        };
        var needs = policy.Links.TryGetValue(key, out var links) ? NeedsOf(policy, links) : null;
        var moved = !ObjectNeeds.Same(before?.Needs, needs);
        if (before is not null && EdgeSets.IsEmpty(question.Asked) && !question.Rechoose)
        {
            return new PolicyOutcome<Decision>(new Decision(key, before with { Barred = barred, Needs = needs }, moved ? null : EdgeSets.Empty), null);
        }

        var outcome = await EvaluateAsync(question, token);
        return !outcome.Ok ? outcome
            : new PolicyOutcome<Decision>(outcome.Value with { Plan = outcome.Value.Plan! with { Needs = needs }, Changed = moved ? null : outcome.Value.Changed }, null);
    }

    /// <summary>Edges whose answers of before are not good any more: what was read of them changed, they became candidates or are none any more, or they are asked once more after a failure.</summary>
    private EdgeSet Asked(PolicyPlan policy, ObjectPlan before, EdgeSet bars, bool retry)
    {
        var changed = policy.DirtySlots.Where(pair => before.Reads.Touches(pair.Value)).Select(pair => pair.Key);
        var asked = EdgeSets.Union(EdgeSets.Of(_plan.Fleet.Count, changed), EdgeSets.Difference(EdgeFaults.Edges(before.Barred), bars));
        return retry ? EdgeSets.Union(asked, EdgeFaults.Edges(before.Failed)) : asked;
    }

    /// <summary>Edges that have an object now, for <c>choose</c>: as decided, or as the roots say when this process did not decide about it yet.</summary>
    private EdgeSet Current(PolicyPlan policy, ObjectKey key, ObjectPlan? decided)
    {
        decided = _settled.TryGetValue((policy.Key, key), out var settled) ? settled : decided;
        var replaced = policy.DirtySlots.Where(pair => pair.Value.All).Select(pair => pair.Key).Concat(_replaced).ToHashSet();
        var unsure = decided is null ? EdgeSets.Empty : Unplaced(decided);
        return EdgeSets.Of(_plan.Fleet.Count, Enumerable.Range(0, _plan.Fleet.Count).Where(slot => _plan.Fleet[slot] is not null
            && (decided is null || unsure[slot] ? policy.HasInForce(slot, key) : decided.Placed[slot] && !replaced.Contains(slot))));
    }

    /// <summary>How many edges of each region may have an object now: as decided, or as its root says.</summary>
    private Dictionary<int, JsonElement>? Granted(PolicyPlan policy, ObjectKey key, ObjectPlan? decided)
    {
        if (EdgeSets.IsEmpty(_plan.Fleet.Regions()))
        {
            return null;
        }

        decided = _settled.TryGetValue((policy.Key, key), out var settled) ? settled : decided;
        var granted = new Dictionary<int, JsonElement>();
        foreach (var slot in _plan.Fleet.Regions().Members())
        {
            var quota = decided is not null ? decided.Quotas.TryGetValue(slot, out var one) ? one : (int?)null
                : slot < policy.InForce.Length ? policy.InForce[slot]?.Record?.Objects.FirstOrDefault(entry => entry.Key == key)?.Quota : null;
            if (quota is { } count)
            {
                granted[slot] = QuotaRule.Json(count);
            }
        }

        return granted;
    }

    /// <summary>Edges that an object's policy is not asked about.</summary>
    private List<EdgeReason> Barred(PolicyPlan policy, ObjectKey key)
    {
        var barred = new List<EdgeReason>(Tolerations.Barred(_plan.Fleet, policy.Shape!.Tolerations, slot => policy.HasInForce(slot, key)));
        if (policy.Yields.TryGetValue(key, out var yields))
        {
            Bar(barred, "another policy, which has no new decision there, keeps it", yields);
        }

        BarByRule(policy, key, barred);
        BarByAffinity(policy, key, barred);
        return barred;
    }

    private static void Bar(List<EdgeReason> barred, string reason, EdgeSet edges)
    {
        var rest = EdgeSets.Minus(edges, EdgeFaults.Edges(barred));
        if (!EdgeSets.IsEmpty(rest))
        {
            barred.Add(new EdgeReason(false, reason, rest));
        }
    }

    private void Stall(PolicyPlan policy, PolicyFault fault)
    {
        if (fault.Reason == PolicyFault.NotLoaded)
        {
            // Somebody who checked or foresaw something with the same bundle dropped it: nobody's fault, and nothing to wait for.
            (policy.Fault, policy.Loaded, policy.RetryAt) = (fault, default, time.GetUtcNow());
            return;
        }

        policy.Fault = fault;
        policy.RetryAt = time.GetUtcNow() + Backoff(policy.Attempts++);
        PolicyStalled(log, policy.Key.ToString(), fault.Reason, fault.Location);
    }
}
