using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse diff -f …</c>: what an apply would change; exit code 1 when it would change something.</summary>
internal static class DiffCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("diff", "Show what an apply would change. Exit code 1: it would change something.");
        var input = new InputOptions(command, required: true, applies: true);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var read = input.Read(parsed, services);
            await using var session = await hub.OpenAsync(parsed, services, token);
            var request = await ApplySender.PrepareAsync(session, read, dryRun: true, token);
            var result = await session.CallAsync<ApplyRequest, ItemsResult>(ApiVerbs.Diff, request, token);
            var changes = result.Items.Where(item => new JsonView(item).Text("change", "action") != "unchanged").ToList();
            switch (output.Read(parsed))
            {
                case OutputFormat.Json:
                    services.Out.WriteLine(JsonText.WriteList(changes));
                    break;
                case OutputFormat.Yaml:
                    services.Out.Write(YamlText.Write(JsonText.List(changes)));
                    break;
                case var form:
                    DiffText.Write(services, changes, namesOnly: form == OutputFormat.Name);
                    break;
            }

            services.Out.Flush();
            return changes.Count == 0 ? CliExit.Ok : CliExit.Difference;
        });
        return command;
    }
}
