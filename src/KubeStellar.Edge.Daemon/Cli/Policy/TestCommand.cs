using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Daemon.Cli.Policy.Coverage;
using KubeStellar.Edge.Daemon.Cli.Policy.Specs;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy test [DIR|FILE]…</c>: exit code 1 when a case failed or too little ran.</summary>
internal static class TestCommand
{
    // Counters cost time; a policy near its limit must not fail because it is looked at.
    private const int CountedFactor = 5;

    internal static Command Build(CliServices services)
    {
        var command = new Command("test", "Run the specs beside policies. Exit code 1: a case failed, or too little of the policies ran.");
        var paths = new Argument<string[]>("DIR|FILE") { Description = "folders with specs, or specs (default: this folder)", Arity = ArgumentArity.ZeroOrMore };
        var filter = new Option<string?>("--filter") { Description = "only cases whose spec or sentence has this text", HelpName = "TEXT" };
        var update = new Option<bool>("--update") { Description = "write snapshots anew" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "only what failed" };
        var watch = new Option<bool>("--watch", "-w") { Description = "run again when files change, until Ctrl-C" };
        var junit = new Option<string?>("--junit") { Description = "write results for a build server", HelpName = "FILE" };
        var coverage = new Option<bool>("--coverage") { Description = "show which lines and branches ran" };
        var lcov = new Option<string?>("--lcov") { Description = "write what ran in the form of lcov", HelpName = "FILE" };
        var lines = new Option<double?>("--min-lines") { Description = "percent of lines that must run", HelpName = "PERCENT" };
        var branches = new Option<double?>("--min-branches") { Description = "percent of branches that must run", HelpName = "PERCENT" };
        command.Add(paths);
        foreach (var option in new Option[] { filter, update, quiet, watch, junit, coverage, lcov, lines, branches })
        {
            command.Add(option);
        }

        command.SetAction((parsed, token) => RunAsync(
            services,
            new TestOptions(
                parsed.GetValue(paths) is { Length: > 0 } given ? given : ["."],
                parsed.GetValue(filter),
                parsed.GetValue(update),
                parsed.GetValue(quiet),
                parsed.GetValue(watch),
                parsed.GetValue(junit),
                parsed.GetValue(coverage) || parsed.GetValue(lcov) is not null || parsed.GetValue(lines) is not null || parsed.GetValue(branches) is not null,
                parsed.GetValue(lcov),
                parsed.GetValue(lines),
                parsed.GetValue(branches)),
            token));
        return command;
    }

    internal static async Task<int> RunAsync(CliServices services, TestOptions options, CancellationToken token)
    {
        if (!options.Watch)
        {
            return await OnceAsync(services, options, token);
        }

        using var watch = new FolderWatch(options.Paths.Select(path => Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!), services.Time);
        try
        {
            while (true)
            {
                try
                {
                    await OnceAsync(services, options, token);
                }
                catch (CliException error)
                {
                    // A file that is half saved is no reason to end.
                    CliErrors.Write(services, error);
                }

                services.Out.WriteLine("waiting for changes; Ctrl-C ends");
                services.Out.Flush();
                await watch.ChangedAsync(token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return CliExit.Ok;
        }
    }

    private static async Task<int> OnceAsync(CliServices services, TestOptions options, CancellationToken token)
    {
        var files = SpecFiles.Find(options.Paths);
        await using var engine = PolicyEngine.Open(services, runtime => runtime.CallDeadline *= options.Coverage ? CountedFactor : 1);
        var collector = options.Coverage ? new CoverageCollector() : null;
        var runner = new SpecRunner(engine.Runtime, services.Time, options.Update, collector);
        var results = new List<CaseResult>();
        foreach (var file in files)
        {
            results.AddRange(await runner.RunAsync(file, it => options.Filter is not { } text || file.Contains(text, StringComparison.OrdinalIgnoreCase) || it.Contains(text, StringComparison.OrdinalIgnoreCase), token));
        }

        new SpecText(services).Write(results, options.Quiet);
        if (options.JUnit is { } junit)
        {
            JUnitFile.Write(junit, results);
        }

        var enough = collector is null || await EnoughAsync(services, options, collector, token);
        services.Out.Flush();
        return results.Count == 0 ? throw new CliException($"no case has \"{options.Filter}\" in it") : enough && results.All(result => result.Passed) ? CliExit.Ok : CliExit.Difference;
    }

    private static async Task<bool> EnoughAsync(CliServices services, TestOptions options, CoverageCollector collector, CancellationToken token)
    {
        services.Out.WriteLine();
        var (lines, branches) = CoverageReport.Write(services, collector.Files);
        if (options.Lcov is { } lcov)
        {
            await File.WriteAllTextAsync(lcov, CoverageReport.Lcov(collector.Files), token);
        }

        return Enough(services, "lines", lines, options.MinLines) & Enough(services, "branches", branches, options.MinBranches);
    }

    private static bool Enough(CliServices services, string what, double share, double? least)
    {
        var enough = share >= (least ?? 0);
        services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{share:0.0}% of {what} ran{(enough ? "" : $"; {least}% are wanted")}"));
        return enough;
    }
}
