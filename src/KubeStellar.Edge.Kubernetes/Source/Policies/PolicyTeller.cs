using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Events;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>
/// Says back how policies fare: in the status of custom resources, and by an event when that changes. A ConfigMap has no status; of it only events tell. It looks at what the hub has in memory and
/// writes what differs, so nothing is sent while nothing changes.
/// </summary>
internal sealed class PolicyTeller(string source, PolicyDesk desk, StatusWriter writer, EventRecorder events, TimeProvider time)
{
    // The hub decides a moment after a policy is gone.
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, (TakenPolicy Policy, JsonArray Conditions, bool Failing)> _told = new(StringComparer.Ordinal);
    private readonly List<(TakenPolicy Policy, long Since)> _gone = [];

    /// <summary>Tells what is new.</summary>
    internal async Task TellAsync(ISourceFeed feed, CancellationToken token)
    {
        var (counting, shadowed) = desk.All;
        foreach (var policy in counting.Where(desk.IsJudged))
        {
            var state = feed.Policy(policy.Name);
            await TellAsync(policy, desk.Refusal(policy), state?.Record.Source == source ? state : null, token);
        }

        foreach (var (policy, first) in shadowed)
        {
            await TellAsync(policy, ("NameTaken", $"the policy {first.Space}/{first.Name} is older and has the same name at the hub; rename one of them"), null, token);
        }

        foreach (var gone in _told.Keys.Except(counting.Concat(shadowed.Select(pair => pair.Policy)).Select(UidOf)).ToList())
        {
            _gone.Add((_told[gone].Policy, time.GetTimestamp()));
            _told.Remove(gone);
        }

        await GoneAsync(feed, token);
    }

    // Of a policy that is deleted no status can tell that its removals wait for a person.
    private async Task GoneAsync(ISourceFeed feed, CancellationToken token)
    {
        foreach (var (policy, _) in _gone.Where(gone => feed.Policy(gone.Policy.Name) is null && feed.Hold(gone.Policy.Name) is not null).ToList())
        {
            await events.TellAsync(policy.Reference, warning: true, PolicyStatus.BlastRadius, $"the policy is deleted; {PolicyStatus.Sentence(feed.Hold(policy.Name)!)}", token);
            _gone.RemoveAll(gone => gone.Policy == policy);
        }

        _gone.RemoveAll(gone => time.GetElapsedTime(gone.Since) > Watched);
    }

    private async Task TellAsync(TakenPolicy policy, (string Reason, string Why)? refusal, SourcePolicy? state, CancellationToken token)
    {
        // The times of conditions go on from what was said last: here, else before a restart.
        var uid = UidOf(policy);
        var known = _told.TryGetValue(uid, out var told);
        var before = known ? told.Conditions : policy.Conditions;
        var conditions = PolicyStatus.Conditions(policy with { Conditions = before }, refusal, state, time.GetUtcNow());
        var failing = state?.Summary?.Totals.Failed > 0;
        _told[uid] = (policy, (JsonArray)conditions.DeepClone(), failing);
        await TransitionAsync(policy, before, conditions, token);
        if (known && told.Failing != failing)
        {
            await events.TellAsync(policy.Reference, failing, failing ? "EdgesFailing" : "EdgesRecovered", failing
                ? $"{state!.Summary!.Totals.Failed} edges fail: {string.Join("; ", state.Summary.Failures.Take(3))}"
                : "no edge fails any more", token);
        }

        if (!policy.IsConfigMap)
        {
            await writer.WriteAsync(policy, PolicyStatus.Of(policy, conditions, state), token);
        }
    }

    private async Task TransitionAsync(TakenPolicy policy, JsonArray? before, JsonArray after, CancellationToken token)
    {
        var (was, now) = (ReadyOf(before), ReadyOf(after)!);
        var (status, reason, message) = (Fields.Text(now, "status"), Fields.Text(now, "reason")!, Fields.Text(now, "message") ?? "");
        var same = was is not null && Fields.Text(was, "status") == status && Fields.Text(was, "reason") == reason;
        if (status == "Unknown" || (same && (status == "True" || Fields.Text(was!, "message") == message)))
        {
            return;
        }

        await events.TellAsync(policy.Reference, status != "True", reason, message, token);
    }

    private static JsonObject? ReadyOf(JsonArray? conditions) => conditions?.OfType<JsonObject>().FirstOrDefault(one => Fields.Text(one, "type") == PolicyStatus.Ready);

    private static string UidOf(TakenPolicy policy) => Fields.Text(policy.Reference, "uid") ?? "";
}
