using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy preview -f POLICY</c>: what a hub would do if it were applied now. Nothing is written.</summary>
internal static class PreviewCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command(
            "preview",
            "Show what would change if policies and objects were applied to a hub now: edges gained and lost, changes grouped, what would be published. Exit code 1: something would stall, or be held.");
        var input = new InputOptions(command, required: true, applies: true);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, against: true, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var read = input.Read(parsed, services);
            await using var session = await hub.OpenAsync(parsed, services, token);
            var request = await ApplySender.PrepareAsync(session, read, dryRun: true, token);
            var result = await session.CallAsync<ApplyRequest, PreviewResult>(ApiVerbs.Preview, request, token);
            var format = output.Read(parsed);
            if (format is OutputFormat.Json or OutputFormat.Yaml)
            {
                var element = JsonSerializer.SerializeToElement(result, HubJson.Type<PreviewResult>());
                services.Out.Write(format == OutputFormat.Json ? JsonText.Write(element) + "\n" : YamlText.Write(element));
            }
            else
            {
                PreviewText.Write(services, result, diffs: format != OutputFormat.Name);
            }

            services.Out.Flush();
            return result.Stalls.Count + result.Holds.Count == 0 ? CliExit.Ok : CliExit.Difference;
        });
        return command;
    }
}
