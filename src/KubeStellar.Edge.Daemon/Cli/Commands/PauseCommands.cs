using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Rollouts;
using KubeStellar.Edge.Flow.Edge.Local;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse pause</c> and <c>kse resume</c>: hold changes off on this device, for an operation, a flight, a shift. Needs no network.</summary>
internal static class PauseCommands
{
    internal static Command BuildPause(CliServices services)
    {
        var command = new Command("pause", "Hold changes off on this device: what the hub sends is stored and not applied, and what is applied is kept as it is. Needs no network.");
        var length = new Option<Duration?>("--for") { Description = "for how long, while the daemon runs (default: until 'kse resume')", HelpName = "DURATION", CustomParser = result => Durations.Parse(result) };
        command.Add(length);
        return Order(services, command, (by, reason, parsed) => reason.Length == 0
            ? throw new CliException("a pause needs a reason", ["the hub shows it to those who wait: --reason 'operation until four'"], CliExit.Error)
            : new SiteOrder("pause", by, reason, parsed.GetValue(length) is { } some ? (long)some.Time.TotalMilliseconds : null));
    }

    internal static Command BuildResume(CliServices services) => Order(
        services, new Command("resume", "Let changes in again on this device, after 'kse pause'. Needs no network."), (by, _, _) => new SiteOrder("resume", by));

    private static Command Order(CliServices services, Command command, Func<string, string, ParseResult, SiteOrder> make)
    {
        var (actor, state) = (new ActorOption(command), StatusCommand.StateOption());
        command.Add(state);
        command.SetAction(async (parsed, token) =>
        {
            var order = make(actor.Actor(parsed, services), actor.Reason(parsed), parsed);
            var socket = Path.Combine(Path.GetFullPath(parsed.GetValue(state) ?? StatusCommand.DefaultState(services)), LocalControlServer.SocketName);
            var answer = await services.OrderLocalAsync(socket, order, token);
            (answer.Done ? services.Out : services.Error).WriteLine(answer.Message);
            return answer.Done ? CliExit.Ok : CliExit.Error;
        });
        return command;
    }
}
