using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse explain EDGE OBJECT</c></summary>
internal static class ExplainCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("explain", "Say, step by step, why an object is or is not at an edge.");
        var edge = new Argument<string>("EDGE") { Description = "id of the edge" };
        var obj = new Argument<string>("OBJECT") { Description = "kind/name, kind/namespace/name, or an object key" };
        command.Add(edge);
        command.Add(obj);
        var output = OutputOption.AddTo(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var request = new ExplainRequest { Edge = parsed.GetValue(edge)!, Object = parsed.GetValue(obj)! };
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<ExplainRequest, ExplainResult>(ApiVerbs.Explain, request, token);
            var format = parsed.GetValue(output);
            if (format is OutputFormat.Json or OutputFormat.Yaml)
            {
                var element = JsonSerializer.SerializeToElement(result, HubJson.Type<ExplainResult>());
                services.Out.Write(format == OutputFormat.Json ? JsonText.Write(element) + "\n" : YamlText.Write(element));
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
