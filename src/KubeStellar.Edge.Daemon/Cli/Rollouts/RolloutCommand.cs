using System.CommandLine;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout …</c>: how policies move through the fleet, and what people do about it.</summary>
internal static class RolloutCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("rollout", "Watch, steer and undo the rollouts of policies.");
        foreach (var verb in Verbs(services))
        {
            command.Add(verb);
        }

        return command;
    }

    private static IEnumerable<Command> Verbs(CliServices services) =>
    [
        RolloutStatusCommand.Build(services),
        HistoryCommand.Build(services),
        PlanCommand.Build(services),
        OrderCommands.BuildPause(services),
        OrderCommands.BuildResume(services),
        OrderCommands.BuildApprove(services),
        OrderCommands.BuildAbort(services),
        OrderCommands.BuildRetry(services),
        OrderCommands.BuildUndo(services),
        FreezeCommands.BuildFreeze(services),
        FreezeCommands.BuildUnfreeze(services),
    ];
}
