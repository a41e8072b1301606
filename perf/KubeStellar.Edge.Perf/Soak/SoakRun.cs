using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>One run of a history: everything is done in order, watched, calmed, checked, and taken down.</summary>
internal sealed class SoakRun(SoakSize size, int seed)
{
    private readonly List<string> _violations = [];

    /// <summary>What was done.</summary>
    public List<SoakStep> Done { get; } = [];

    /// <summary>What did not hold, empty when all did.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Figures, for people.</summary>
    public string Figures { get; private set; } = "";

    public async Task RunAsync(IEnumerable<SoakStep> steps, TimeSpan time, CancellationToken token)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(token);
        await using var world = await SoakWorld.StartAsync(size, seed, token);
        var watch = new AnytimeWatch(world, what => Violated(what, broken));
        var first = await new EventualCheck(world).TargetsAsync(token);
        _violations.AddRange(first);
        if (first.Count > 0)
            return;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = watch.RunAsync(ended.Token);
        try
        {
            await DoAsync(world, steps, time, broken.Token);
            await CheckAsync(world, ended, broken.Token);
        }
        catch (TimeoutException e)
        {
            Violated("eventually_the_hub_takes_orders: " + e.Message, broken);
        }
        catch (OperationCanceledException) when (_violations.Count > 0 && !token.IsCancellationRequested)
        {
            // What was seen is told.
        }

        await ended.CancelAsync();
        await watching;
        var (edge, hub, edgeFiles, hubFiles) = watch.Peak;
        Figures = FormattableString.Invariant($"looks={watch.Looks} edge_mib={edge:0} hub_mib={hub:0} edge_files={edgeFiles} hub_files={hubFiles} failed_starts={world.FailedStarts.Count}");
        foreach (var failed in world.FailedStarts.Distinct())
            Console.WriteLine("  a start failed and was made again: " + failed);
        if (_violations.Count > 0)
            await KeepAsync(world);
    }

    private async Task DoAsync(SoakWorld world, IEnumerable<SoakStep> steps, TimeSpan time, CancellationToken token)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var step in steps)
        {
            if (Stopwatch.GetElapsedTime(start) > time)
                return;
            Done.Add(step);
            if (Environment.GetEnvironmentVariable("KSE_SOAK_ECHO") is not null)
                Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalSeconds,7:0.0} {SoakHistory.Line(step)}"));
            await SoakActions.DoAsync(world, step, token);
            await Task.Delay(TimeSpan.FromMilliseconds(step.Then), TimeProvider.System, token);
        }
    }

    private async Task CheckAsync(SoakWorld world, CancellationTokenSource watching, CancellationToken token)
    {
        await world.CalmAsync(token);
        var check = new EventualCheck(world);
        _violations.AddRange(await check.TargetsAsync(token));
        _violations.AddRange(await check.SummaryAsync(token));
        if (_violations.Count > 0)
            return;

        // From here on files are to go, and daemons to end.
        await watching.CancelAsync();
        _violations.AddRange(await new FinalCheck(world).RunAsync(token));
    }

    private void Violated(string what, CancellationTokenSource broken)
    {
        lock (_violations)
        {
            if (_violations.Count < 20)
                _violations.Add(what);
        }

        broken.Cancel();
    }

    // What the daemons wrote, for whoever looks into it.
    private async Task KeepAsync(SoakWorld world)
    {
        var folder = Directory.CreateTempSubdirectory("kse-soak-logs-").FullName;
        foreach (var site in world.Sites.Where(site => site.Process is not null))
            await File.WriteAllLinesAsync(Path.Combine(folder, site.Id + ".log"), site.Process!.Lines);
        if (world.Fleet.Hub is { } hub)
            await File.WriteAllLinesAsync(Path.Combine(folder, "hub.log"), hub.Lines);
        Figures += " logs=" + folder;
    }
}
