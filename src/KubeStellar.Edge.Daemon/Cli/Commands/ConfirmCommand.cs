using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse confirm ID</c></summary>
internal static class ConfirmCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("confirm", "Let a held change go on: one that removes more than the guard lets pass unseen.");
        var id = new Argument<string>("ID") { Description = "id of the hold ('kse get policies' and 'kse describe policy' show it), the policy's name, or the source ('kse get sources')" };
        var reason = new Option<string>("--reason") { Description = "why, for the audit", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        command.Add(id);
        command.Add(reason);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var request = new ConfirmRequest { Id = parsed.GetValue(id)!, Reason = parsed.GetValue(reason)! };
            await using var session = await hub.OpenAsync(parsed, services, token);
            await session.CallAsync<ConfirmRequest, ItemsResult>(ApiVerbs.Confirm, request, token);
            services.Out.WriteLine($"{CliErrors.OneLine(request.Id)} confirmed");
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}
