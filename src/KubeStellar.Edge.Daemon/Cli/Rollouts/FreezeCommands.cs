using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout freeze</c> and <c>unfreeze</c>: stop the line, for the whole fleet.</summary>
internal static class FreezeCommands
{
    internal static Command BuildFreeze(CliServices services)
    {
        var command = new Command("freeze", "Stop every rollout of the hub, in every workspace. Edges keep what they have, and go on working.");
        var time = DurationOption.Create("--for", "ends by itself after so long (0: when a person ends it)", "0");
        command.Add(time);
        var order = new RolloutOrder(command, services);
        command.SetAction((parsed, token) =>
        {
            var request = new RolloutRequest { Action = RolloutActions.Freeze, ForSeconds = OrderCommands.Seconds(parsed.GetValue(time)) };
            var length = request.ForSeconds > 0 ? $" for {parsed.GetValue(time)}" : "";
            return order.RunAsync(parsed, request, _ => $"every rollout is frozen{length}", moves: false, token);
        });
        return command;
    }

    internal static Command BuildUnfreeze(CliServices services)
    {
        var command = new Command("unfreeze", "End a freeze.");
        var order = new RolloutOrder(command, services);
        command.SetAction((parsed, token) => order.RunAsync(parsed, new RolloutRequest { Action = RolloutActions.Unfreeze }, _ => "rollouts go on", moves: false, token));
        return command;
    }
}
