using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse explain EDGE OBJECT</c>, and <c>kse explain OBJECT</c> for all edges.</summary>
internal static class ExplainCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("explain", "Say, step by step, why an object is or is not at an edge; with no edge named, at which edges it is and why, grouped by reason.");
        var names = new Argument<string[]>("[EDGE] OBJECT")
        {
            Description = "id of an edge, then kind/name, kind/namespace/name, or an object key",
            Arity = new ArgumentArity(1, 2),
        };
        command.Add(names);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var request = parsed.GetValue(names) is [var edge, var obj] ? new ExplainRequest { Edge = edge, Object = obj } : new ExplainRequest { Object = parsed.GetValue(names)![0] };
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<ExplainRequest, ExplainResult>(ApiVerbs.Explain, request, token);
            var format = output.Read(parsed);
            if (format is OutputFormat.Json or OutputFormat.Yaml)
            {
                var element = JsonSerializer.SerializeToElement(result, HubJson.Type<ExplainResult>());
                services.Out.Write(format == OutputFormat.Json ? JsonText.Write(element) + "\n" : YamlText.Write(element));
            }
            else if (result.Groups is { } groups)
            {
                ExplainGroupsText.Write(services, result, groups, format == OutputFormat.Wide);
            }
            else
            {
                ExplainText.Write(services, result, format == OutputFormat.Wide);
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}
