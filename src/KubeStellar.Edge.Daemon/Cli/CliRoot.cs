using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Backup;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Policy;
using KubeStellar.Edge.Daemon.Cli.Rollouts;

namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>The root of all verbs, and how they are run: one place turns what went wrong into a line on standard error and an exit code.</summary>
internal static class CliRoot
{
    /// <summary>All verbs that talk to a hub or a local daemon; modes (<c>hub</c>, <c>edge</c>) are added to it by the caller.</summary>
    internal static RootCommand Build(CliServices services) =>
        new("kse: one hub, many edges. Objects and JavaScript policies go in; every edge gets its own variant; statuses come back.")
        {
            ApplyCommand.Build(services),
            DeleteCommand.Build(services),
            GetCommand.Build(services),
            DescribeCommand.Build(services),
            ExplainCommand.Build(services),
            DiffCommand.Build(services),
            WaitCommand.Build(services),
            EdgeCommands.BuildLabel(services),
            EdgeCommands.BuildTaint(services),
            EdgeCommands.BuildRemove(services),
            EdgeCommands.BuildRights(services),
            AdmissionCommands.Build(services),
            TokenCommand.Build(services),
            UserCommand.Build(services),
            WorkspaceCommand.Build(services),
            KeysCommand.Build(services),
            ConfirmCommand.Build(services),
            EventsCommand.Build(services),
            RolloutCommand.Build(services),
            BackupCommand.Build(services),
            RestoreCommand.Build(services),
            StatusCommand.Build(services),
            PauseCommands.BuildPause(services),
            PauseCommands.BuildResume(services),
            PolicyCommand.Build(services),
            VersionCommand.Build(services),
        };

    /// <summary>Runs what the arguments ask for.</summary>
    internal static Task<int> RunAsync(string[] args, params IReadOnlyList<Command> modes) => RunAsync(args, CliServices.OfProcess(), modes);

    /// <param name="args">Arguments of the process.</param>
    /// <param name="services">Everything outside.</param>
    /// <param name="modes">Further commands beside the verbs.</param>
    internal static async Task<int> RunAsync(string[] args, CliServices services, params IReadOnlyList<Command> modes)
    {
        var root = Build(services);
        foreach (var mode in modes)
        {
            root.Add(mode);
        }

        // "@file" is a name that a person may give, no response file.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is null or System.CommandLine.Invocation.ParseErrorAction)
        {
            return CliErrors.WriteUsage(services, parsed);
        }

        try
        {
            // Signals are the modes' own affair (hub and edge stop in order); a verb just ends.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = services.Out,
                Error = services.Error,
            });
        }
        catch (Exception error)
        {
            return CliErrors.Write(services, error);
        }
        finally
        {
            await services.Out.FlushAsync();
        }
    }
}
