using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout status POLICY [-w]</c></summary>
internal static class RolloutStatusCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("status", "Show how a policy's rollout stands, wave by wave, why it does not go on, and what to do.");
        var policy = new PolicyArgument(command);
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "go on until the rollout is complete; exit code 1: it was rolled back or aborted",
        };
        command.Add(watch);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var (name, format) = (policy.Read(parsed), output.Read(parsed));
            await using var session = await hub.OpenAsync(parsed, services, token);
            if (parsed.GetValue(watch))
            {
                return await new RolloutWatch(services, session, name).RunAsync(View(services, format), token);
            }

            var result = await AskAsync(session, name, token);
            if (format is OutputFormat.Table or OutputFormat.Wide)
            {
                StatusText.Write(services, result, wide: format == OutputFormat.Wide);
            }
            else
            {
                Document(services, result, format);
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    internal static Task<RolloutResult> AskAsync(HubSession session, string policy, CancellationToken token) =>
        session.CallAsync<RolloutRequest, RolloutResult>(ApiVerbs.RolloutStatus, new RolloutRequest { Action = RolloutActions.Status, Policy = policy }, token);

    internal static void Document(CliServices services, RolloutResult result, OutputFormat format, bool stream = false)
    {
        var element = JsonSerializer.SerializeToElement(result, HubJson.Type<RolloutResult>());
        services.Out.Write(format switch
        {
            OutputFormat.Json => JsonText.Write(element) + "\n",
            OutputFormat.Yaml => (stream ? "---\n" : "") + YamlText.Write(element),
            _ => CliErrors.OneLine($"policy/{result.Policy}") + "\n",
        });
    }

    // Bars for a person; for a file, lines that stay true.
    private static IStatusView View(CliServices services, OutputFormat format) => format switch
    {
        OutputFormat.Json or OutputFormat.Yaml or OutputFormat.Name => new StatusDocuments(services, format),
        _ when services.OutIsTerminal && services.Environment("TERM") != "dumb" => new StatusBars(services),
        _ => new StatusLines(services),
    };
}
