using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Who is in reach, by heartbeats. Transitions become events; heartbeats do not.</summary>
internal sealed class PresenceBook(
    IEnumerable<IStatusObserver> observers, EventQueue events, TimeProvider time, IOptions<GatewayOptions> options) : IEdgePresence
{
    private readonly ConcurrentDictionary<string, PresenceEntry> _edges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Unheard> _unheard = new(StringComparer.Ordinal);

    // Told to be out of reach by the process before this one: when they come back, that is told too.
    private readonly ConcurrentDictionary<string, bool> _away = new(StringComparer.Ordinal);
    private readonly HashSet<string> _back = new(StringComparer.Ordinal);
    private int _toldBack;
    private readonly IStatusObserver[] _observers = [.. observers];
    private readonly long _started = time.GetTimestamp();
    private bool _swept;

    /// <summary>Conditions of an edge's heartbeat that say that it cannot go on as a whole.</summary>
    internal static IReadOnlySet<string> Stalling { get; } =
        new HashSet<string>(["DiskFull", "FilesUsedUp", "ReadOnly", "Quarantined", "StoreDamaged", "Stalled", CloneRules.Reason], StringComparer.Ordinal);

    private TimeSpan Patience => options.Value.HeartbeatPeriod * options.Value.MissedHeartbeats;

    /// <inheritdoc/>
    public bool Settling => time.GetElapsedTime(_started) <= Patience;

    /// <inheritdoc/>
    public PresenceState? Of(string edge)
    {
        if (!_edges.TryGetValue(edge, out var entry))
            return null;
        lock (entry.Gate)
        {
            if (entry.Last is not { } last)
                return null;
            var conditions = last.Conditions.ToList();
            if (entry.DuplicateSince is { } since)
                conditions.Add(new Condition("DuplicateDaemon", "True", "TwoProcesses", $"two daemons speak as this edge since {since:O}; stop one of them"));
            if ((entry.HeardAt - last.At).Duration() > options.Value.ClockSkew && conditions.All(condition => condition.Type != "ClockSkew"))
                conditions.Add(new Condition("ClockSkew", "True", "ClocksDiffer", $"the edge's clock says {last.At:O} and the hub's {entry.HeardAt:O}"));
            return new PresenceState(entry.Reachable, conditions.Count == last.Conditions.Count ? last : last with { Conditions = conditions }, entry.HeardAt);
        }
    }

    /// <summary>The heartbeat that an edge in reach would send now if nothing changed since its last one, and what that was answered; null when there is none.</summary>
    internal (HeartbeatMessage Message, Digest Answer)? Again(string edge)
    {
        if (!_edges.TryGetValue(edge, out var entry))
            return null;
        lock (entry.Gate)
        {
            return entry is { Reachable: true, Last: { } last }
                ? (last with { At = last.At + (time.GetUtcNow() - entry.HeardAt), Returned = null }, entry.Answer) : null;
        }
    }

    /// <summary>Notes what a heartbeat was answered.</summary>
    internal void Answered(string edge, Digest answer)
    {
        if (!_edges.TryGetValue(edge, out var entry))
            return;
        lock (entry.Gate)
            entry.Answer = answer;
    }

    /// <summary>Whether one daemon alone has spoken for an edge for so long.</summary>
    internal bool IsOne(string edge, TimeSpan since)
    {
        if (!_edges.TryGetValue(edge, out var entry))
            return false;
        lock (entry.Gate)
            return entry.DuplicateSince is null && (entry.ChangedStamp is not { } changed || time.GetElapsedTime(changed) > since);
    }

    /// <summary>Which process of the edge's daemon spoke last; null when none did, or it did not say.</summary>
    internal string? ProcessOf(string edge)
    {
        if (!_edges.TryGetValue(edge, out var entry))
            return null;
        lock (entry.Gate)
            return entry.Last?.Process is { Length: > 0 } process ? process : null;
    }

    /// <summary>Takes a heartbeat. Returns how long the edge has been following a root above <paramref name="newest"/>, or null when it does not.</summary>
    internal TimeSpan? Heard(string edge, HeartbeatMessage message, RootVersion newest)
    {
        var now = time.GetTimestamp();
        var follows = new RootVersion(message.Epoch, message.Revision);
        var entry = _edges.GetOrAdd(edge, static _ => new PresenceEntry());
        lock (entry.Gate)
        {
            if (entry.Speaks(message.Process))
                Duplicate(edge, entry, now);
            else if (entry.DuplicateSince is not null && time.GetElapsedTime(entry.DuplicateStamp, now) > Patience)
                entry.DuplicateSince = null;

            if (entry.Last is { } spoke && spoke.Process != message.Process)
                entry.ChangedStamp = now;
            var before = entry.Last is { } last ? PresenceOf(entry.Reachable, last) : default(EdgePresence?);
            var missed = _unheard.TryRemove(edge, out var unheard) && unheard.Noted;
            if (_away.TryRemove(edge, out _) || missed || !entry.Reachable)
                Back(edge);
            entry.Reachable = true;
            entry.Last = message;
            entry.HeardAt = time.GetUtcNow();
            entry.HeardStamp = now;
            var after = PresenceOf(true, message);
            if (after != before)
                Tell(edge, after);

            if (follows <= newest)
                entry.Ahead = null;
            else if (entry.Ahead is not { } ahead || ahead.Version != follows)
                entry.Ahead = (follows, now);
            return entry.Ahead is { } since ? time.GetElapsedTime(since.Stamp, now) : null;
        }
    }

    /// <summary>Looks over the fleet for edges that went silent.</summary>
    internal void Sweep(IReadOnlyCollection<EdgeRecord> inventory)
    {
        var now = time.GetTimestamp();
        var silent = new List<(string Edge, string Since)>();
        var known = inventory.Select(edge => edge.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (edge, entry) in _edges)
        {
            lock (entry.Gate)
            {
                if (!known.Contains(edge))
                {
                    _edges.TryRemove(edge, out _);
                }
                else if (entry is { Reachable: true, Last: { } last } && time.GetElapsedTime(entry.HeardStamp, now) > Patience)
                {
                    entry.Reachable = false;
                    Tell(edge, PresenceOf(false, last));
                    silent.Add((edge, $"since {entry.HeardAt:O}"));
                }
            }
        }

        SweepUnheard(known, silent, now);
        if (silent.Count <= options.Value.MaxTransitionEvents)
        {
            foreach (var (edge, since) in silent)
                events.Note("edge.unreachable", edge, "hub", $"edge {edge} was not heard {since}");
        }
        else
        {
            events.Note("edge.unreachable", "*", "hub", $"{silent.Count} of {known.Count} edges went silent at the same time", CountOf([.. silent.Select(one => one.Edge)]));
        }

        Flush(known.Count);
    }

    /// <summary>
    /// Takes from the newest events, oldest first, which edges were last said to be out of reach, so that a hub that was killed owes nobody the news that they are back.
    /// </summary>
    internal void Recall(IEnumerable<EventRecord> newest)
    {
        var away = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in newest.Where(record => record.Subject != "*"))
        {
            if (record.Kind == "edge.unreachable")
                away.Add(record.Subject);
            else if (record.Kind is "edge.reachable" or "edge.removed")
                away.Remove(record.Subject);
        }

        foreach (var edge in away)
        {
            _away[edge] = true;
            if (!_edges.TryGetValue(edge, out var entry))
                continue;
            lock (entry.Gate)
            {
                if (entry is { Reachable: true, Last: not null } && _away.TryRemove(edge, out _))
                    Back(edge);
            }
        }
    }

    /// <summary>
    /// Edges that this process never heard. That they are not in reach holds as soon as the hub had its time to hear; it is news when they had theirs, and a device that was just
    /// admitted has it from then on.
    /// </summary>
    private void SweepUnheard(HashSet<string> known, List<(string Edge, string Since)> silent, long now)
    {
        foreach (var gone in _unheard.Keys.Concat(_away.Keys).Where(edge => !known.Contains(edge)))
        {
            _unheard.TryRemove(gone, out _);
            _away.TryRemove(gone, out _);
        }

        var since = _swept ? now : _started;
        _swept = true;
        foreach (var edge in known.Where(edge => !_edges.ContainsKey(edge)))
        {
            var unheard = _unheard.GetOrAdd(edge, _ => new Unheard(since));
            if (!unheard.Told && time.GetElapsedTime(_started, now) > Patience)
            {
                unheard.Told = true;
                Tell(edge, default);
            }

            if (unheard.Noted || !unheard.Told || time.GetElapsedTime(unheard.Since, now) <= Patience)
                continue;
            unheard.Noted = true;
            if (!_away.ContainsKey(edge))
                silent.Add((edge, "since this hub started, or it joined"));
        }
    }

    /// <summary>An edge came back: told at once, but one by one only as long as they are few.</summary>
    private void Back(string edge)
    {
        lock (_back)
        {
            if (_toldBack < options.Value.MaxTransitionEvents)
                _toldBack++;
            else
            {
                _back.Add(edge);
                return;
            }
        }

        events.Note("edge.reachable", edge, "hub", $"edge {edge} is heard again");
    }

    private void Flush(int known)
    {
        List<string> back;
        lock (_back)
        {
            _toldBack = 0;
            back = [.. _back.Order(StringComparer.Ordinal)];
            _back.Clear();
        }

        if (back.Count > 0)
            events.Note("edge.reachable", "*", "hub", $"{back.Count} more of {known} edges are heard again", CountOf(back));
    }

    private static JsonElement CountOf(List<string> edges)
    {
        const int Named = 20;
        edges.Sort(StringComparer.Ordinal);
        return JsonElement.Parse(new JsonObject
        {
            ["count"] = edges.Count,
            ["edges"] = new JsonArray([.. edges.Take(Named).Select(edge => JsonValue.Create(edge))]),
        }.ToJsonString());
    }

    private static EdgePresence PresenceOf(bool reachable, HeartbeatMessage last) => new(
        reachable,
        new RootVersion(last.Epoch, last.Revision),
        last.Conditions.FirstOrDefault(condition => condition.Status == "True" && Stalling.Contains(condition.Type))?.Type ?? "");

    private void Duplicate(string edge, PresenceEntry entry, long now)
    {
        entry.DuplicateStamp = now;
        if (entry.DuplicateSince is not null)
            return;
        entry.DuplicateSince = time.GetUtcNow();
        events.Note("edge.duplicate", edge, "hub", $"DuplicateDaemon: two processes speak as edge {edge} in turns; stop one of them");
    }

    private void Tell(string edge, EdgePresence presence)
    {
        foreach (var observer in _observers)
            observer.PresenceChanged(edge, presence);
    }

    /// <summary>An edge of the inventory that this process never heard.</summary>
    /// <param name="since">Since when it is looked for.</param>
    private sealed class Unheard(long since)
    {
        internal long Since => since;

        /// <summary>Whether those who reckon with it were told.</summary>
        internal bool Told { get; set; }

        /// <summary>Whether that was noted as an event, by this process or the one before.</summary>
        internal bool Noted { get; set; }
    }
}
