namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>
/// Looks now and then at the call that runs, and says once when it used too much processor time, or when too much time passed by the clock.
/// A script on a busy machine gets the time that it would have had on an idle one. One timer serves all calls, because to set one for each would wake the
/// timers' thread each time; it rests when nothing was called for a while.
/// </summary>
internal sealed class CallWatch : IDisposable
{
    private const int RestAfter = 20;

    // A look that comes late, because the machine stood still, does not charge all of that to the script.
    private const int MostPeriods = 4;
    private readonly TimeProvider _time;
    private readonly TimeSpan _every;
    private readonly Func<TimeSpan?> _used;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Call? _call;
    private bool _ticks;
    private int _idle;

    /// <param name="time">Clock and timers.</param>
    /// <param name="every">How often it looks; a call is over its limit by as much before that is seen.</param>
    /// <param name="used">Processor time of the process so far; null when that cannot be told now.</param>
    internal CallWatch(TimeProvider time, TimeSpan every, Func<TimeSpan?> used)
    {
        (_time, _every, _used) = (time, every, used);
        _timer = time.CreateTimer(static self => ((CallWatch)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A call begins. It ends when what is returned is disposed of.</summary>
    /// <param name="limit">Processor time.</param>
    /// <param name="wall">Time by the clock.</param>
    /// <param name="expired">Called once, under no lock.</param>
    /// <param name="look">Called at each look.</param>
    internal Call Begin(TimeSpan limit, TimeSpan wall, Action expired, Action? look = null)
    {
        var call = new Call(this, limit, wall, expired, look) { StartedAt = _time.GetTimestamp() };
        lock (_gate)
        {
            _call = call;
            _idle = 0;
            if (!_ticks)
            {
                _ticks = true;
                _timer.Change(_every, _every);
            }
        }

        return call;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        Call? call;
        bool expired;
        lock (_gate)
        {
            call = _call;
            if (call is null)
            {
                if (++_idle >= RestAfter)
                {
                    _ticks = false;
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                }

                return;
            }

            expired = IsOver(call);
            if (expired)
            {
                _call = null;
            }
        }

        call.Looked?.Invoke();
        if (expired)
        {
            call.Expired();
        }
    }

    /// <summary>What was used before the first look at a call is not counted: it is less than a period.</summary>
    private bool IsOver(Call call)
    {
        if (_used() is { } used)
        {
            var more = used - (call.UsedBefore ?? used);
            call.Used += more < _every * MostPeriods ? more : _every * MostPeriods;
            call.UsedBefore = used;
        }

        return call.Used >= call.Limit || _time.GetElapsedTime(call.StartedAt) >= call.Wall;
    }

    private void End(Call call)
    {
        lock (_gate)
        {
            if (_call == call)
            {
                _call = null;
            }
        }
    }

    /// <summary>A call that is watched.</summary>
    internal sealed class Call(CallWatch watch, TimeSpan limit, TimeSpan wall, Action expired, Action? looked) : IDisposable
    {
        internal TimeSpan Limit => limit;

        internal TimeSpan Wall => wall;

        internal Action Expired => expired;

        internal Action? Looked => looked;

        internal required long StartedAt { get; init; }

        internal TimeSpan Used { get; set; }

        internal TimeSpan? UsedBefore { get; set; }

        /// <inheritdoc/>
        public void Dispose() => watch.End(this);
    }
}
