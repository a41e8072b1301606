using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary>Time that goes on just when a verb pauses: short pauses end at once, and long limits are reached pause by pause.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause)
        {
            _ = Task.Run(() => Advance(dueTime));
        }

        return timer;
    }
}
