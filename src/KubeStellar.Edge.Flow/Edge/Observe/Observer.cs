using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>
/// Says when the target must be looked at: on its own hints, and all of it from time to time, because a hint can be lost.
/// It only says so; what is seen is judged, and put right, by the one loop that touches the target.
/// </summary>
internal sealed partial class Observer(ITarget target, TimeSpan fullPass, Backoff backoff, Random random, TimeProvider time, ILogger<Observer> log)
{
    /// <summary>Called with the object to look at, or null for all.</summary>
    internal Action<ObjectKey?> OnHint { get; set; } = static _ => { };

    internal async Task WatchAsync(CancellationToken token)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                await foreach (var change in target.WatchAsync(token).WithCancellation(token))
                {
                    failures = 0;
                    OnHint(change.Key);
                }
            }
            catch (Exception error) when (DiskTrouble.Is(error))
            {
                LogWatch(error);
            }

            await Task.Delay(backoff.After(++failures, random), time, token);
            OnHint(null);
        }
    }

    internal async Task FullPassAsync(CancellationToken token)
    {
        while (true)
        {
            await Task.Delay(fullPass, time, token);
            OnHint(null);
        }
    }

    [LoggerMessage(2300, LogLevel.Warning, "Watching the target failed; it is looked at from time to time, and watched again")]
    private partial void LogWatch(Exception error);
}
