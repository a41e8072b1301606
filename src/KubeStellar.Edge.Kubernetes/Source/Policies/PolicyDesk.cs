using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>
/// Policies on their way to the hub. A hub's policy has one name and no namespace: of two that are called the same the older counts, and the other is told so. One that is refused leaves the
/// running one.
/// </summary>
internal sealed class PolicyDesk
{
    private readonly Action _wake;
    private readonly Lock _lock = new();
    private readonly Dictionary<(bool IsConfigMap, string Space, string Name), TakenPolicy> _there = [];
    private readonly Dictionary<string, string> _handed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Stamp, string Code, string Why)> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofConfigMaps = new(StringComparer.Ordinal);

    internal PolicyDesk(Action wake)
    {
        _wake = wake;
        Resources = new Side(this, isConfigMap: false);
        ConfigMaps = new Side(this, isConfigMap: true);
    }

    /// <summary>Takes what the watch of the custom resource tells.</summary>
    internal IScopeUser Resources { get; }

    /// <summary>Takes what the watch of labelled ConfigMaps tells.</summary>
    internal IScopeUser ConfigMaps { get; }

    /// <summary>The policies that count, and those that another of the same name stands before.</summary>
    internal (IReadOnlyList<TakenPolicy> Counting, IReadOnlyList<(TakenPolicy Policy, TakenPolicy First)> Shadowed) All
    {
        get
        {
            lock (_lock)
            {
                var groups = _there.Values.GroupBy(policy => policy.Name, StringComparer.Ordinal)
                    .Select(same => same.OrderBy(policy => policy.Created, StringComparer.Ordinal).ThenBy(policy => policy.IsConfigMap).ThenBy(policy => policy.Space, StringComparer.Ordinal).ToList())
                    .ToList();
                return ([.. groups.Select(same => same[0]).OrderBy(policy => policy.Name, StringComparer.Ordinal)], [.. groups.SelectMany(same => same.Skip(1).Select(other => (other, same[0])))]);
            }
        }
    }

    /// <summary>Policies whose newest state was not handed over yet.</summary>
    internal IReadOnlyList<TakenPolicy> Next() => [.. All.Counting.Where(policy => policy.Policy is not null && _handed.GetValueOrDefault(policy.Name) != policy.Stamp)];

    /// <summary>Whether the hub has judged a policy as it stands; before that nothing is to be said of it.</summary>
    internal bool IsJudged(TakenPolicy policy) => policy.Policy is null || _handed.GetValueOrDefault(policy.Name) == policy.Stamp;

    /// <summary>Takes what became of policies that were handed over.</summary>
    internal void Settle(IReadOnlyList<TakenPolicy> policies, SourceOutcome outcome)
    {
        foreach (var policy in policies)
        {
            var refusal = outcome.Refused.FirstOrDefault(one => one.Item == policy.Policy!.Source);
            if (refusal is null && outcome.Later.Length > 0)
            {
                continue;
            }

            _handed[policy.Name] = policy.Stamp;
            if (refusal is null)
            {
                _refused.Remove(policy.Name);
            }
            else
            {
                _refused[policy.Name] = (policy.Stamp, refusal.Code, refusal.ToString());
            }
        }
    }

    /// <summary>Why a policy is refused as it stands; null when it is not.</summary>
    internal (string Reason, string Why)? Refusal(TakenPolicy policy)
    {
        if (policy.Fault.Length > 0)
        {
            return ("Invalid", policy.Fault);
        }

        return _refused.TryGetValue(policy.Name, out var refused) && refused.Stamp == policy.Stamp ? (refused.Code == "conflict" ? "Conflict" : "Refused", refused.Why) : null;
    }

    /// <summary>What was refused is handed over again: a library may be there by now, or a name be free.</summary>
    internal void Again()
    {
        foreach (var name in _refused.Keys)
        {
            _handed.Remove(name);
        }
    }

    /// <summary>Policies that the hub has and that are certainly gone: no watch that would tell of them does.</summary>
    /// <param name="held">Names that the hub has from the cluster.</param>
    /// <param name="resources">Whether the custom resources are known whole; null when the cluster has no such kind now.</param>
    /// <param name="configMaps">Whether the ConfigMaps are.</param>
    internal IReadOnlyList<string> Gone(IEnumerable<string> held, bool? resources, bool configMaps)
    {
        lock (_lock)
        {
            var there = _there.Values.Select(policy => policy.Name).ToHashSet(StringComparer.Ordinal);

            // Without the kind nobody can say whether it was one of them, but of one that was seen as a ConfigMap.
            return [.. held.Where(name => !there.Contains(name) && configMaps && (resources ?? _ofConfigMaps.Contains(name))).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Policies that are gone are new when they come again.</summary>
    internal void Forget(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _handed.Remove(name);
            _refused.Remove(name);
        }
    }

    private sealed class Side(PolicyDesk desk, bool isConfigMap) : IScopeUser
    {
        public bool Take(LiveEntry entry, JsonObject item)
        {
            // What an edge applied carries the policy's name under the label that marks a ConfigMap here.
            if (Fields.Text(item, "metadata", "labels", MarkNames.Owner) is not null)
            {
                return false;
            }

            var policy = PolicyReading.Of(item, isConfigMap);
            lock (desk._lock)
            {
                desk._there[(isConfigMap, entry.Namespace, entry.Name)] = policy;
                if (isConfigMap)
                {
                    desk._ofConfigMaps.Add(policy.Name);
                }
            }

            desk._wake();
            return true;
        }

        public void Leave(string space, string name)
        {
            lock (desk._lock)
            {
                desk._there.Remove((isConfigMap, space, name));
            }

            desk._wake();
        }
    }
}
