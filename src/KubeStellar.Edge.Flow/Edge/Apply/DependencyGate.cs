using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// Whether what an object depends on is ready at this edge. To apply a content for the first time everything must be applied and current. To put back what
/// was applied before and is gone, it is enough that everything is in place: something that became unhealthy later holds up no repair, but what was made
/// anew in the same repair must be current first. To put back what was changed nothing is asked.
/// </summary>
internal sealed class DependencyGate(EdgeTree tree, ApplyPlan plan, ObjectReports reports, IReadOnlyDictionary<ObjectKey, TrackedObject> lines, TimeProvider time)
{
    /// <summary>How long a webhook waits until its servers are current; after that it is enough that they are applied: some become ready only when it is there.</summary>
    internal static readonly TimeSpan ServerPatience = TimeSpan.FromMinutes(2);

    private readonly long _began = time.GetTimestamp();
    private readonly Dictionary<(PolicyKey Policy, bool Restoring), string> _policies = [];
    private readonly HashSet<Need> _moved = [];

    /// <summary>A pass begins.</summary>
    internal void Begin()
    {
        _policies.Clear();
        _moved.Clear();
    }

    /// <summary>Why an object must wait; null when it need not.</summary>
    /// <param name="key">A wanted object.</param>
    /// <param name="restoring">Whether its content was applied before and the object is gone.</param>
    /// <param name="creating">Whether it was never applied: only then what it needs without anybody's saying so is asked for, and when it is restored.</param>
    internal Blocked? Judge(ObjectKey key, bool restoring, bool creating = false)
    {
        if ((restoring || creating) && plan.Implied.GetValueOrDefault(key, []).Select(need => Unserved(key, need.Object)).OfType<Blocked>().FirstOrDefault() is { } unserved)
        {
            return unserved;
        }

        if (!plan.Needs.TryGetValue(key, out var needs))
        {
            return null;
        }

        var circle = plan.Cycles.GetValueOrDefault(key);
        if (circle is not null && !restoring)
        {
            return Cycle(circle);
        }

        var blocked = needs.Select(need => Judge(need, restoring)).OfType<Blocked>().OrderBy(found => found.Passes).FirstOrDefault();
        return blocked is not null && circle is not null ? Cycle(circle) : blocked;
    }

    /// <summary>An object was looked at; who waits for it is to be looked at in this pass when that changed anything.</summary>
    internal void Looked(WantedObject item, ReportObject? before)
    {
        var (key, now) = (item.Entry.Key, reports.Of(item.Entry.Key));
        if (before?.Health != now?.Health || before?.Applied != now?.Applied || before?.Content != now?.Content || before?.Reason != now?.Reason)
        {
            _moved.Add(Need.Of(key));
            _moved.Add(Need.Of(item.Policy));
            _policies.Remove((item.Policy, true));
            _policies.Remove((item.Policy, false));
        }
    }

    /// <summary>Whether an object waits for something that changed in this pass.</summary>
    internal bool Wakes(ObjectKey key) =>
        _moved.Count > 0 && reports.Of(key) is { } report && Blocked.Waits(report.Reason) && plan.AllNeeds(key).Any(_moved.Contains);

    // What was applied once is there, whatever became of its newest content, but for what was made a moment ago. A Namespace that this edge may not make can be
    // there all the same: who asks the API server knows. A webhook without its server is another matter.
    private Blocked? Unserved(ObjectKey key, ObjectKey need)
    {
        var caller = ImpliedNeeds.IsCaller(key);
        var there = lines.TryGetValue(need, out var line) && !line.Content.IsZero;
        var enough = caller ? there && time.GetElapsedTime(_began) >= ServerPatience : (there && !reports.IsYoung(need)) || Refused(need);
        return !enough && Lacking(need, restoring: false) is { } lacking ? new Blocked(Blocked.NotReady, $"it waits for {need}, which {lacking}") : null;
    }

    private bool Refused(ObjectKey key) =>
        reports.Of(key) is { Applied: false, Health: Health.Failed } report && report.Content == plan.Wanted[key].Entry.Content && !Blocked.Waits(report.Reason);

    private static Blocked Cycle(string way) => new(Blocked.Cycle, $"these wait for each other: {way}; take one of them out of dependsOn");

    private Blocked? Judge(Need need, bool restoring)
    {
        if (need.IsPolicy)
        {
            return Policy(need.Policy, restoring) is { Length: > 0 } lacking ? new Blocked(Blocked.NotReady, $"it waits for policy {need.Policy}: {lacking}") : null;
        }

        if (plan.Wanted.ContainsKey(need.Object))
        {
            return Lacking(need.Object, restoring) is { } lacking ? new Blocked(Blocked.NotReady, $"it waits for {need.Object}, which {lacking}") : null;
        }

        // What is no longer wanted here, or cannot be read, is no reason to leave away what was there.
        return restoring ? null
            : tree.Whole ? new Blocked(Blocked.Missing, $"it depends on {need.Object}, which no policy places at this edge; place it here or take it out of dependsOn")
            : new Blocked(Blocked.NotReady, $"it waits for {need.Object}, which may be in a manifest that cannot be read");
    }

    private string Policy(PolicyKey policy, bool restoring)
    {
        if (!_policies.TryGetValue((policy, restoring), out var known))
        {
            known = tree.Unreadable.Contains(policy) && !restoring
                ? "its manifest cannot be read"
                : plan.Members(policy).Select(key => (Key: key, Lacking: plan.Wanted.GetValueOrDefault(key)?.Policy == policy ? Lacking(key, restoring) : restoring ? null : "belongs to another policy here"))
                    .Where(item => item.Lacking is not null).Select(item => $"{item.Key} {item.Lacking}").FirstOrDefault("");
            _policies[(policy, restoring)] = known;
        }

        return known;
    }

    private string? Lacking(ObjectKey key, bool restoring) => reports.Of(key) is not { } report || report.Content != plan.Wanted[key].Entry.Content
        ? "is not applied yet"
        : report switch
        {
            { Applied: true, ObservedAfterApply: true, Health: Health.Current } => null,
            { Applied: true } when restoring && !reports.IsYoung(key) => null,
            { Applied: true } => $"is {report.Health}{(report.Reason.Length > 0 ? $" ({report.Reason})" : "")}",
            _ => $"is not applied{(report.Reason.Length > 0 ? $" ({report.Reason})" : "")}",
        };
}
