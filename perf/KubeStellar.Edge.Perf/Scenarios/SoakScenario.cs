using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// Random edits, kills and drift from a seed, for minutes; then calm, and every site must hold exactly what its policy says. Ends with exit code 1 and the
/// history when one does not.
/// </summary>
internal static class SoakScenario
{
    private const int EdgeCount = 6;
    private const int ObjectCount = 8;
    private const string Foreign = "theirs.json";
    private static readonly string[] Sizes = ["small", "medium", "large"];

    public static async Task<int> RunAsync(BenchOptions options, CancellationToken token)
    {
        var random = new Random(options.Seed);
        await using var world = await SoakWorld.StartAsync(EdgeCount, ObjectCount, token);
        foreach (var edge in world.Edges)
            await File.WriteAllTextAsync(Path.Combine(world.Fleet.Target(edge), Foreign), "{}", token);
        var history = new List<string>();
        var end = Stopwatch.GetTimestamp() + (long)(options.Minutes * 60 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            var edge = world.Edges[random.Next(world.Edges.Count)];
            var number = random.Next(ObjectCount);
            (string What, Func<Task> Do) step = random.Next(8) switch
            {
                0 or 1 => ($"edit object {number}", () => world.EditAsync(number, random.Next().ToString(CultureInfo.InvariantCulture), token)),
                2 => ($"label {edge}", () => world.LabelAsync(edge, Sizes[random.Next(Sizes.Length)], token)),
                3 => ($"kill -9 {edge}", () => world.RestartEdgeAsync(edge, token)),
                4 => ("kill -9 hub", () => world.RestartHubAsync(token)),
                5 => ("kill -9 nats-server", () => world.KillServerAsync(token)),
                6 => ($"delete a file at {edge}", () => world.DamageAsync(edge, number, delete: true)),
                _ => ($"garble a file at {edge}", () => world.DamageAsync(edge, number, delete: false)),
            };
            history.Add(step.What);
            await step.Do();
        }

        await world.CalmAsync(token);
        var wrong = await world.DifferencesAsync(Foreign, token);
        Console.WriteLine($"SOAK seed={options.Seed} steps={history.Count} edges={EdgeCount} objects={ObjectCount} wrong={wrong.Count}");
        foreach (var line in wrong)
            Console.WriteLine("  " + line);
        if (wrong.Count > 0)
            Console.WriteLine("history: " + string.Join("; ", history));
        return wrong.Count == 0 ? 0 : 1;
    }
}
