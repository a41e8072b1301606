using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What is remembered of one edge's heartbeats. Guarded by its own lock.</summary>
internal sealed class PresenceEntry
{
    private const int Remembered = 8;

    private readonly List<string> _former = [];

    internal Lock Gate { get; } = new();

    internal HeartbeatMessage? Last { get; set; }

    internal DateTimeOffset HeardAt { get; set; }

    internal long HeardStamp { get; set; }

    internal bool Reachable { get; set; } = true;

    /// <summary>What the last heartbeat was answered, but for the time.</summary>
    internal Digest Answer { get; set; }

    /// <summary>When another process than before spoke first; null when it is one since this hub started.</summary>
    internal long? ChangedStamp { get; set; }

    /// <summary>Since when two processes take turns; null when one process speaks.</summary>
    internal DateTimeOffset? DuplicateSince { get; set; }

    /// <summary>When a former process last spoke again.</summary>
    internal long DuplicateStamp { get; set; }

    /// <summary>The root that the edge follows and this hub does not know of, and since when; none when it is not ahead.</summary>
    internal (RootVersion Version, long Stamp)? Ahead { get; set; }

    /// <summary>Notes which process speaks. True when it spoke before another one did: a restarted daemon never does, only a second one.</summary>
    internal bool Speaks(string process)
    {
        if (process.Length == 0 || Last is null || Last.Process == process)
            return false;
        if (_former.Count == Remembered)
            _former.RemoveAt(0);
        _former.Add(Last.Process);
        return _former.Contains(process);
    }
}
