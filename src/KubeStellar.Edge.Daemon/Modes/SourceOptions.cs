using System.CommandLine;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Sources;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What people may say of the hub's sources.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string[]> _sources = new("--source")
    {
        Description = "take objects and policies from here as well, and follow what changes (repeatable): a folder, a git checkout (tells the commit)",
        HelpName = "dir:DIR|git-checkout:DIR",
    };

    private readonly Option<string> _workspace = new("--source-workspace") { Description = "workspace that the sources fill", HelpName = "NAME", DefaultValueFactory = _ => "default" };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { _sources, _workspace })
        {
            command.Add(option);
        }
    }

    /// <summary>What was said, in the order given.</summary>
    /// <exception cref="DaemonFailure">Something of it is no source.</exception>
    internal IReadOnlyList<SourceSettings> Read(System.CommandLine.ParseResult parsed)
    {
        var workspace = parsed.GetValue(_workspace)!;
        if (Names.ExplainDnsLabel(workspace) is { } wrong)
        {
            throw new DaemonFailure($"--source-workspace '{workspace}': the name of a workspace {wrong}.");
        }

        var sources = new List<SourceSettings>();
        foreach (var given in parsed.GetValue(_sources) ?? [])
        {
            var source = Source(given, workspace);
            if (sources.Exists(other => other.Kind == source.Kind && other.Place == source.Place))
            {
                throw new DaemonFailure($"--source {given} is given twice.");
            }

            sources.Add(source);
        }

        return sources;
    }

    private static SourceSettings Source(string given, string workspace)
    {
        var colon = given.IndexOf(':', StringComparison.Ordinal);
        var (kind, place) = colon < 0 ? (given, "") : (given[..colon], given[(colon + 1)..]);
        return kind switch
        {
            FolderSource.Kind or FolderSource.GitKind => place.Length > 0
                ? new SourceSettings(kind, Path.GetFullPath(place), workspace)
                : throw new DaemonFailure($"--source {kind} needs a folder: {kind}:DIR."),
            _ => throw new DaemonFailure($"--source '{given}' is no source: write dir:DIR or git-checkout:DIR."),
        };
    }
}
