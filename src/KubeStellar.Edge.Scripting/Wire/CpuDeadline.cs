namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>
/// Calls once when a process has used so much processor time since the start, or so much time has passed by the clock.
/// A script on a busy machine gets the time that it would have had on an idle one.
/// </summary>
internal sealed class CpuDeadline : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(5);
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly TimeSpan _wall;
    private readonly Func<TimeSpan> _used;
    private readonly Action _expired;
    private readonly TimeSpan _usedAtStart;
    private readonly long _startedAt;
    private readonly ITimer _timer;

    internal CpuDeadline(TimeProvider time, TimeSpan limit, TimeSpan wall, Func<TimeSpan> used, Action expired)
    {
        (_time, _limit, _wall, _used, _expired) = (time, limit, wall, used, expired);
        _usedAtStart = used();
        _startedAt = time.GetTimestamp();
        _timer = time.CreateTimer(static self => ((CpuDeadline)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait(limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var left = _limit - (_used() - _usedAtStart);
        var passed = _time.GetElapsedTime(_startedAt);
        if (left <= TimeSpan.Zero || passed >= _wall)
        {
            _expired();
            return;
        }

        Wait(left < _wall - passed ? left : _wall - passed);
    }

    private void Wait(TimeSpan span) => _timer.Change(span > Shortest ? span : Shortest, Timeout.InfiniteTimeSpan);
}
