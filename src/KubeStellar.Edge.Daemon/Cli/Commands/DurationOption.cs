using System.CommandLine;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>An option that takes a duration as people write it: <c>30s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class DurationOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For help, which shows the default behind it.</param>
    /// <param name="fallback">The default, as people write it.</param>
    internal static Option<Duration> Create(string name, string description, string fallback) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => Durations.TryParse(fallback, out var time) ? new Duration(time, fallback) : throw new FormatException(fallback),
        CustomParser = Durations.Parse,
    };
}
