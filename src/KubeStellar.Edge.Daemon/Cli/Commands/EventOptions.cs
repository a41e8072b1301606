using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>What only <c>kse get events</c> takes: <c>--kind</c>, <c>--for</c>, <c>--since</c>, and <c>-o cloudevents</c>.</summary>
internal sealed class EventOptions
{
    private readonly Option<string[]> _kinds = new("--kind") { Description = "with event: of this kind (repeatable); 'policy' stands for all that begin with it", HelpName = "KIND" };
    private readonly Option<string> _about = new("--for") { Description = "with event: about this object, policy/NAME or edge/ID", HelpName = "WHAT", DefaultValueFactory = _ => "" };
    private readonly Option<string> _since = new("--since") { Description = "with event: not older than this (10m, 2h), or than this time (RFC 3339)", HelpName = "AGE", DefaultValueFactory = _ => "" };

    internal EventOptions(Command command)
    {
        command.Add(_kinds);
        command.Add(_about);
        command.Add(_since);
    }

    /// <summary>The query with what was asked of events.</summary>
    /// <exception cref="CliException">It was asked of something else, or is not understood.</exception>
    internal GetQuery Of(ParseResult parsed, GetQuery query, OutputFormat format, TimeProvider time)
    {
        var (kinds, about, since) = (parsed.GetValue(_kinds) ?? [], parsed.GetValue(_about)!, parsed.GetValue(_since)!);
        if (query.Resource != ResourceTypes.Events.Plural)
        {
            return kinds.Length + about.Length + since.Length == 0 && format != OutputFormat.CloudEvents
                ? query
                : throw new CliException("--kind, --for, --since and -o cloudevents are of 'kse get events'");
        }

        return query with
        {
            Kinds = kinds.Length > 0 ? kinds : null,
            About = about.Length > 0 ? about : null,
            Since = since.Length > 0 ? Moment(since, time.GetUtcNow()) : null,
            Form = format == OutputFormat.CloudEvents ? "cloudevents" : null,
        };
    }

    private static DateTimeOffset Moment(string text, DateTimeOffset now) =>
        Durations.TryParse(text, out var age) ? now - age
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw new CliException($"'{text}' is neither an age such as 10m nor a time such as 2026-03-01T12:00:00Z");
}
