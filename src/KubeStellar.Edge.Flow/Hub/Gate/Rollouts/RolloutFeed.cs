using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>
/// Notes which edges said something while rollouts run, and wakes the hub's one writer; while none runs it costs nothing. Any thread.
/// </summary>
internal sealed class RolloutFeed(HubChanges changes) : IStatusObserver
{
    private readonly ConcurrentDictionary<PolicyKey, bool> _watched = new();
    private readonly ConcurrentQueue<(string Edge, PolicyKey? Policy)> _news = new();

    /// <inheritdoc/>
    public void Reported(string edge, PolicyKey policy, ReportHead? report, PartialRecord? partial)
    {
        if (_watched.ContainsKey(policy))
        {
            _news.Enqueue((edge, policy));
            changes.Poke();
        }
    }

    /// <inheritdoc/>
    public void PresenceChanged(string edge, EdgePresence presence)
    {
        if (!_watched.IsEmpty)
        {
            _news.Enqueue((edge, null));
            changes.Poke();
        }
    }

    /// <summary>A policy's reports are wanted, or no more.</summary>
    public void Watch(PolicyKey policy, bool watched)
    {
        if (watched)
        {
            _watched.TryAdd(policy, true);
        }
        else
        {
            _watched.TryRemove(policy, out _);
        }
    }

    /// <summary>Takes what was noted: an edge, and the policy that it reported on; null: of the edge as a whole.</summary>
    public IEnumerable<(string Edge, PolicyKey? Policy)> Take()
    {
        while (_news.TryDequeue(out var one))
        {
            yield return one;
        }
    }
}
