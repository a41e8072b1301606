using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary>Time that goes on just when a verb pauses: short pauses end at once, and long limits are reached pause by pause.</summary>
internal sealed class SteppingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Called once, at the next pause.</summary>
    internal Action? Paused { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause)
        {
            var paused = Paused;
            Paused = null;
            paused?.Invoke();
            _ = Task.Run(() => Advance(dueTime));
        }

        return timer;
    }
}
