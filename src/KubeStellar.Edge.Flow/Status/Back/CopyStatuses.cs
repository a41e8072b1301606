using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>
/// What edges say of single copies, with statuses. Whole reports are not in memory: one is read when its edge said something of the copy that the head does not hold, and not for each look.
/// Any thread.
/// </summary>
internal sealed class CopyStatuses(IHubReports reports, IHubInventory inventory)
{
    private readonly ConcurrentDictionary<(PolicyKey Policy, string Edge, string Key), (long Base, DateTimeOffset? Admitted, ReportObject? Said)> _read = new();

    /// <summary>What an edge says of a copy; null for nothing. The same instance while it says nothing else.</summary>
    internal async Task<ReportObject?> OfAsync(PolicyKey policy, string edge, ObjectKey key, CancellationToken token)
    {
        var name = key.ToString();
        var place = (policy, edge, name);
        if (reports.Head(edge, policy) is not { } head)
        {
            _read.TryRemove(place, out _);
            return null;
        }

        if (head.Since.TryGetValue(name, out var newest))
            return newest;
        if (head.Removed.Contains(name, StringComparer.Ordinal))
            return null;

        // Another device that is the edge now counts its reports from the beginning.
        var admitted = inventory.Edge(edge)?.Identity.AdmittedAt;
        if (_read.TryGetValue(place, out var read) && (read.Base, read.Admitted) == (head.Base, admitted))
            return read.Said;
        var said = (await reports.ReadAsync(edge, policy, token))?.Objects.GetValueOrDefault(name);
        _read[place] = (head.Base, admitted, said);
        return said;
    }

    /// <summary>Forgets copies of a workspace that nobody asks for any more.</summary>
    internal void Keep(string workspace, IEnumerable<(PolicyKey Policy, string Edge, ObjectKey Key)> asked)
    {
        var wanted = asked.Select(place => (place.Policy, place.Edge, place.Key.ToString())).ToHashSet();
        foreach (var place in _read.Keys.Where(place => place.Policy.Workspace == workspace && !wanted.Contains(place)))
            _read.TryRemove(place, out _);
    }
}
