using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>An instant in a daemon's life: so long after a line that it writes, or after it was started. No event says where it is then: that is what is to be random.</summary>
/// <param name="Name">What it is about to do.</param>
/// <param name="Line">The line; empty: its start.</param>
/// <param name="Most">At most so many milliseconds after, on a machine where a start takes a second.</param>
/// <param name="Share">How often it is chosen, against the others.</param>
internal sealed record KillInstant(string Name, string Line, int Most, int Share)
{
    public static IReadOnlyList<KillInstant> OfEdge { get; } =
    [
        new("in the start", "", 1200, 3),
        new("when it just began", "edge is ready", 150, 2),
        new("while a root was received and applied", "Heard of root", 60, 4),
        new("while it applies and reports", "edge is ready", 4000, 3),
    ];

    public static IReadOnlyList<KillInstant> OfHub { get; } =
    [
        new("in the start", "", 1200, 4),
        new("when it just began", "hub is ready", 150, 2),
        new("at some moment of its work", "hub is ready", 800, 4),
    ];

    public static KillInstant Choose(IReadOnlyList<KillInstant> from, Random random)
    {
        var place = random.Next(from.Sum(instant => instant.Share));
        return from.First(instant => (place -= instant.Share) < 0);
    }

    /// <summary>Returns when it has come.</summary>
    public async Task AwaitAsync(KseProcess daemon, Random random, StartPace pace, CancellationToken token)
    {
        if (Line.Length > 0)
            await daemon.WaitForLineAsync(Line, token);
        await WaitAsync(random, Most, pace, token);
    }

    public static Task WaitAsync(Random random, int most, StartPace pace, CancellationToken token) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * most * pace.Seconds), TimeProvider.System, token);
}
