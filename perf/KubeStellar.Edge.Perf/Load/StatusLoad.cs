using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Lets edges change at a steady rate, one after another over all hubs, each moment a little off so that it keeps step with nothing.</summary>
internal sealed class StatusLoad(StatusWorld world)
{
    private readonly Random _random = new(1);
    private readonly int _each = world.Edges[0].Count;
    private int _next;

    /// <summary>Changes that were said.</summary>
    public long Said { get; private set; }

    /// <summary>Changes that found no edge that might say something: above zero the rate was not reached.</summary>
    public long Missed { get; private set; }

    /// <summary>Says so many changes a second for a time; with <paramref name="timed"/> each is timed until the top has it.</summary>
    public async Task RunAsync(int rate, double seconds, bool timed, CancellationToken token)
    {
        (Said, Missed) = (0, 0);
        var start = Stopwatch.GetTimestamp();
        var due = 0.0;
        for (var change = 0; due < seconds; change++)
        {
            var ahead = due - Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (ahead > 0.001)
                await Task.Delay(TimeSpan.FromSeconds(ahead), TimeProvider.System, token);
            await SayAsync(timed);
            due = (change + 1 + _random.NextDouble()) / rate;
        }

        world.Check();
    }

    private async Task SayAsync(bool timed)
    {
        for (var tried = 0; tried < 2 * ChangeLedger.Groups; tried++)
        {
            var edge = _next++;
            var hub = world.Edges[edge % world.Edges.Count];
            var number = edge / world.Edges.Count % _each;
            if (hub.Next(number, whole: false, timed) is not { } body)
                continue;
            await hub.SayAsync(number, body);
            Said++;
            return;
        }

        Missed++;
    }
}
