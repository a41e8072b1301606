namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>
/// Whether this device's clock is to be trusted with windows. Time that passes is measured by the machine's own counter; a clock on the wall that moved differently was set, or
/// ran wild, and is not believed until a hub shows the same time.
/// </summary>
internal sealed class SiteClock
{
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);
    private readonly TimeProvider _time;
    private DateTimeOffset _wall;
    private long _counter;

    /// <summary>A clock that was not there before is believed; one that shows less than it showed before is not.</summary>
    internal SiteClock(TimeProvider time, DateTimeOffset before)
    {
        _time = time;
        (_wall, _counter) = (time.GetUtcNow(), time.GetTimestamp());
        Trusted = _wall + Slack >= before;
    }

    /// <summary>Whether it is believed.</summary>
    internal bool Trusted { get; private set; }

    /// <summary>Looks at it; how much time passed since the last look, by the counter.</summary>
    internal TimeSpan Look()
    {
        var passed = _time.GetElapsedTime(_counter);
        var wall = _time.GetUtcNow();
        if ((wall - _wall - passed).Duration() > Slack)
        {
            Trusted = false;
        }

        (_wall, _counter) = (wall, _time.GetTimestamp());
        return passed;
    }

    /// <summary>A hub was asked for its time: whether it is about the same.</summary>
    internal void Compare(bool same) => Trusted = same;
}
