using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>An option that takes a time as people write it: <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class DurationOption
{
    internal static Option<TimeSpan> Create(string name, string description, TimeSpan fallback) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => fallback,
        CustomParser = Durations.Parse,
    };
}
