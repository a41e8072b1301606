using System.CommandLine;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>--as</c> and <c>--reason</c>: who orders, and why.</summary>
internal sealed class ActorOption
{
    private readonly Option<string?> _actor = new("--as") { Description = "who asks, for the audit (default: $USER and the name of this machine)", HelpName = "WHO" };
    private readonly Option<string> _reason = new("--reason") { Description = "why, for the audit and for those who find it so", HelpName = "TEXT", DefaultValueFactory = _ => "" };

    internal ActorOption(Command command)
    {
        command.Add(_actor);
        command.Add(_reason);
    }

    internal string Reason(ParseResult parsed) => parsed.GetValue(_reason)!;

    internal string Actor(ParseResult parsed, CliServices services) => parsed.GetValue(_actor) is { Length: > 0 } told
        ? told
        : $"{services.Environment("USER") ?? services.Environment("LOGNAME") ?? "somebody"}@{services.Machine}";
}
