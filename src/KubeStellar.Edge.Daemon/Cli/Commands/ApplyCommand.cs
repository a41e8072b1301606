using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse apply -f …</c></summary>
internal static class ApplyCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("apply", "Apply objects, policies and shared libraries: all of them, or none.");
        var input = new InputOptions(command, required: true, applies: true);
        var dryRun = new Option<string>("--dry-run")
        {
            Description = "server: let the hub check everything and change nothing",
            HelpName = "none|server",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => "none",
            CustomParser = result =>
            {
                var mode = result.Tokens.Count == 0 ? "server" : result.Tokens[0].Value;
                if (mode is not ("none" or "server"))
                {
                    result.AddError($"--dry-run is 'server' or 'none', not '{mode}'");
                }

                return mode;
            },
        };
        command.Add(dryRun);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var dry = parsed.GetValue(dryRun) == "server";
            var read = input.Read(parsed, services);
            await using var session = await hub.OpenAsync(parsed, services, token);
            var request = await ApplySender.PrepareAsync(session, read, dry, token);
            var result = await session.CallAsync<ApplyRequest, ApplyResult>(ApiVerbs.Apply, request, token);
            ApplyLines.Print(services, result, output.Read(parsed), dry ? " (server dry run)" : "");
            return CliExit.Ok;
        });
        return command;
    }
}
