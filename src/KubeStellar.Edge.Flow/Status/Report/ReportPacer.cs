using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Status.Report;

/// <summary>
/// When this edge may send its reports. The hub says over how long its edges are to spread them; each has its own place in that time, by a hash of its id, and then sends no more than
/// once in it. What is reported is always the newest at the time of sending. Used from several threads.
/// </summary>
internal sealed class ReportPacer(string edge, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly double _place = StableHash.Of(edge, 0) / (double)ulong.MaxValue;
    private TimeSpan _pace;
    private bool _asking;
    private (long Since, TimeSpan For) _pause;
    private (long Since, TimeSpan For) _refused;

    /// <summary>How long it has to wait; zero for not at all.</summary>
    internal TimeSpan Wait
    {
        get
        {
            lock (_gate)
            {
                var (pause, refused) = (Left(_pause), Left(_refused));
                return pause > refused ? pause : refused;
            }
        }
    }

    /// <summary>The hub is in reach again: so may be all its edges. The answer to a heartbeat says how fast to come; without one, some seconds.</summary>
    internal void Returned()
    {
        lock (_gate)
        {
            _asking = true;
            Pause(Patience * (1 + _place));
        }
    }

    /// <summary>The hub's word.</summary>
    internal void Told(TimeSpan pace)
    {
        lock (_gate)
        {
            var slower = pace > _pace;
            _pace = pace;
            if (_asking || (slower && Left(_pause) == TimeSpan.Zero) || pace == TimeSpan.Zero)
            {
                _asking = false;
                Pause(pace * _place);
            }
        }
    }

    /// <summary>Something was sent.</summary>
    internal void Sent()
    {
        lock (_gate)
        {
            Pause(_pace);
        }
    }

    /// <summary>The hub takes nothing of this edge for so long.</summary>
    internal void Refused(TimeSpan wait)
    {
        lock (_gate)
        {
            // A place of its own after that, too: others were told the same.
            _refused = (time.GetTimestamp(), wait * (1 + (_place / 4)));
        }
    }

    private void Pause(TimeSpan wait) => _pause = (time.GetTimestamp(), wait);

    private TimeSpan Left((long Since, TimeSpan For) pause)
    {
        if (pause.For <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var left = pause.For - time.GetElapsedTime(pause.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
