using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Perf.Soak;
using KubeStellar.Edge.TestKit.Shrinking;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// Random harm from a seed, for minutes; then calm, and every site must hold exactly what its policies say. Ends with exit code 1 and the history, shrunk, when one does not.
/// </summary>
internal static class SoakScenario
{
    private const int DefaultEdges = 20;

    public static async Task<int> RunAsync(BenchOptions options, string[] arguments, CancellationToken token)
    {
        if (await SoakMachine.InsideAsync(arguments) is { } code)
            return code;
        var history = options.History.Length > 0 ? await SoakHistory.ReadAsync(options.History, token) : null;
        var size = new SoakSize(history?.Edges ?? (options.Edges.Count > 0 ? options.Edges[0] : DefaultEdges));
        var time = history is null ? TimeSpan.FromMinutes(options.Minutes) : TimeSpan.MaxValue;
        Console.WriteLine($"SOAK seed={options.Seed} edges={size.Edges} minutes={options.Minutes} ({SoakMachine.Describe()})");
        var run = new SoakRun(size, options.Seed);
        await run.RunAsync(history?.Steps ?? new SoakGenerator(options.Seed, size).Steps(), time, token);
        Tell(options, run);
        if (run.Violations.Count == 0)
            return 0;

        await WriteAsync(options, size, run.Done, token);
        if (options.Shrink > 0 && run.Done.Count > 1)
            await ShrinkAsync(options, size, run, token);
        return 1;
    }

    private static void Tell(BenchOptions options, SoakRun run)
    {
        var kinds = run.Done.GroupBy(step => step.Do is "link" ? "link-" + step.Value : step.Do, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal);
        Console.WriteLine($"SOAK seed={options.Seed} steps={run.Done.Count} violations={run.Violations.Count} {run.Figures}");
        Console.WriteLine("  " + string.Join(' ', kinds.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key}={group.Count()}"))));
        foreach (var line in run.Violations)
            Console.WriteLine("  " + line);
    }

    private static async Task ShrinkAsync(BenchOptions options, SoakSize size, SoakRun failed, CancellationToken token)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        var names = failed.Violations.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        var left = await HistoryShrinker.ShrinkAsync(
            failed.Done,
            async steps =>
            {
                runs++;
                var again = new SoakRun(size, options.Seed);
                await again.RunAsync(steps, TimeSpan.MaxValue, token);

                // Another fault than the one that is looked for would lead elsewhere.
                return again.Violations.Select(NameOf).Any(names.Contains);
            },
            () => Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(options.Shrink));
        Console.WriteLine($"SOAK shrunk to {left.Count} of {failed.Done.Count} steps in {runs} runs:");
        foreach (var step in left)
            Console.WriteLine("  " + SoakHistory.Line(step));
        await WriteAsync(options, size, left, token);
    }

    private static string NameOf(string violation) => violation.Split(':')[0];

    private static async Task WriteAsync(BenchOptions options, SoakSize size, IReadOnlyList<SoakStep> steps, CancellationToken token)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"kse-soak-{options.Seed}-{steps.Count}.jsonl"));
        await new SoakHistory(size.Edges, steps).WriteAsync(path, token);
        Console.WriteLine("  history: " + path + "   (again: --history FILE)");
    }
}
