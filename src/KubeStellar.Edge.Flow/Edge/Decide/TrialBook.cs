using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>
/// Which new manifests are still to show that they work. Their time runs only while the site could make them work: not while changes are held, nor while the target or the
/// disk is what fails.
/// </summary>
internal sealed class TrialBook(EdgeConditions conditions)
{
    private static readonly HashSet<string> NotItsFault = new(["Unreachable", "TargetUnavailable", "DiskFull", "ReadOnly", "FilesUsedUp", "WriteFailed", "Unreadable"], StringComparer.Ordinal);
    private readonly Dictionary<PolicyKey, (bool Stands, string Why)> _seen = [];

    /// <summary>Trials of what is in force: of a manifest that the policy wants healthy in time, where there is something to go back to.</summary>
    internal static SortedDictionary<PolicyKey, Trial> Of(SiteDecisions now, EdgeTree tree, Func<PolicyKey, Digest?> goodOf)
    {
        var trials = new SortedDictionary<PolicyKey, Trial>();
        foreach (var (policy, manifest) in tree.Manifests)
        {
            if (manifest.Record.Site?.RollbackAfter is not { } after || tree.Back.ContainsKey(policy) || goodOf(policy) is not { } good || good == manifest.Digest)
            {
                continue;
            }

            trials[policy] = now.Trials.TryGetValue(policy, out var known) && known.Manifest == manifest.Digest ? known : new Trial(manifest.Digest, after);
        }

        return trials;
    }

    /// <summary>Looks at how they do; the trials that are left when one has passed, null when none has.</summary>
    internal SortedDictionary<PolicyKey, Trial>? See(SiteDecisions now, SiteView view)
    {
        _seen.Clear();
        var left = new SortedDictionary<PolicyKey, Trial>(now.Trials);
        foreach (var (policy, trial) in now.Trials)
        {
            if (view.Policies.GetValueOrDefault(policy) is not { } seen || seen.Manifest?.Digest != trial.Manifest)
            {
                continue;
            }

            if (seen.Good)
            {
                left.Remove(policy);
                continue;
            }

            var bad = seen.Objects.FirstOrDefault(item => !(item.Report is { Applied: true, ObservedAfterApply: true, Health: Contracts.Records.Health.Current }));
            _seen[policy] = (
                seen.Objects.Any(item => NotItsFault.Contains(item.Report.Reason)),
                bad is null ? "it said nothing" : $"{bad.Key}: {(bad.Report.Reason.Length > 0 ? bad.Report.Reason : bad.Report.Health.ToString())}{(bad.Report.Message.Length > 0 ? $": {bad.Report.Message}" : "")}");
        }

        return left.Count == now.Trials.Count ? null : left;
    }

    /// <summary>Lets time pass: the trials with what is left of it, and those whose time is over, with what was wrong.</summary>
    internal (SortedDictionary<PolicyKey, Trial> Trials, List<(PolicyKey Policy, Trial Trial, string Why)> Failed) Pass(SiteDecisions now, TimeSpan passed)
    {
        var failed = new List<(PolicyKey, Trial, string)>();
        if (now.Hold is not null || now.Trials.Count == 0 || conditions.Holds(ConditionTypes.TargetRefused))
        {
            return (now.Trials, failed);
        }

        var trials = new SortedDictionary<PolicyKey, Trial>();
        foreach (var (policy, trial) in now.Trials)
        {
            var (stands, why) = _seen.GetValueOrDefault(policy, (true, ""));
            trials[policy] = stands ? trial : trial with { Left = Math.Max(0, trial.Left - (long)passed.TotalMilliseconds) };
            if (trials[policy].Left == 0 && !stands)
            {
                failed.Add((policy, trial, why));
            }
        }

        return (trials, failed);
    }
}
