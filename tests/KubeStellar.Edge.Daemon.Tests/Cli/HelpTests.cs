using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary><c>--help</c> of every verb and mode.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Defaults_are_shown_once_and_as_people_write_them()
    {
        Command[] modes = [HubCommand.Build(), EdgeCommand.Build()];
        foreach (var path in CliRoot.Build(_run.Services()).Subcommands.Concat(modes).SelectMany(command => Paths(command, [])))
        {
            Assert.Equal(0, await CliRoot.RunAsync([.. path, "--help"], _run.Services(), modes));
        }

        Assert.All(_run.Lines, line =>
        {
            Assert.DoesNotMatch(@"\[default: ([A-Z][a-z]*|[\d.]+:\d\d:\d\d)\]", line);
            Assert.False(line.Contains("(default:", StringComparison.Ordinal) && line.Contains("[default:", StringComparison.Ordinal), line);
        });
        Assert.Contains("table, wide, json, yaml or name [default: table]", _run.Out, StringComparison.Ordinal);
        Assert.Contains("how long to wait for an answer [default: 10s]", _run.Out, StringComparison.Ordinal);
        Assert.Contains("for how long it is good (0: for ever) [default: 1h]", _run.Out, StringComparison.Ordinal);
        Assert.Contains("interval of heartbeats [default: 30s]", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_lists_every_type()
    {
        Assert.Equal(0, await _run.RunAsync("get", "--help"));
        var types = _run.Out[.._run.Out.IndexOf("Options:", StringComparison.Ordinal)];
        Assert.All(ResourceTypes.All, type => Assert.Equal(2, System.Text.RegularExpressions.Regex.Count(types, $@"\b{type.Plural}\b")));
    }

    private static IEnumerable<string[]> Paths(Command command, string[] above)
    {
        string[] path = [.. above, command.Name];
        return command.Subcommands.SelectMany(below => Paths(below, path)).Prepend(path);
    }
}
