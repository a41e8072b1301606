using System.CommandLine;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy run FILE FUNCTION</c>: one function, one input, from the shell.</summary>
internal static class RunCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("run", "Run one function of a policy on inputs from files, and print what it answers.");
        var policy = new PolicyArgument(command);
        var function = new Argument<string>("FUNCTION") { Description = string.Join(", ", RunFunctions.Names) };
        function.AcceptOnlyFromAmong([.. RunFunctions.Names]);
        var objects = new Option<string[]>("--object") { Description = "YAML or JSON of the object (several for map)", HelpName = "FILE" };
        var edges = new Option<string[]>("--edge") { Description = "JSON of an edge { id, labels, properties, taints }, or of a list of them", HelpName = "FILE" };
        var current = new Option<string[]>("--current") { Description = "edge that has the object now", HelpName = "ID" };
        var values = new Option<string[]>("--value") { Description = "JSON of a partial (two for combine, one for finish), or of what the gate gets", HelpName = "FILE" };
        var output = new Option<string>("--output", "-o") { Description = "form of the answer: json or yaml", HelpName = "FORM", DefaultValueFactory = _ => "yaml" };
        output.AcceptOnlyFromAmong("json", "yaml");
        command.Add(function);
        foreach (var option in new Option[] { objects, edges, current, values, output })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, token) =>
        {
            var read = policy.Read(parsed, services);
            await using var engine = PolicyEngine.Open(services);
            var loaded = await LoadedPolicy.LoadAsync(engine.Runtime, read.Module, token);
            List<EdgeRecord> fleet = [.. (parsed.GetValue(edges) ?? []).SelectMany(ToolFiles.Edges)];
            await Fleet.UseAsync(engine.Runtime, fleet, 0, token);
            var input = new RunInput(
                loaded,
                fleet,
                [.. ToolFiles.Objects(services, parsed.GetValue(objects) ?? [])],
                (parsed.GetValue(current) ?? []).ToHashSet(StringComparer.Ordinal),
                [.. (parsed.GetValue(values) ?? []).Select(ToolFiles.Json)]);
            var answer = await new RunFunctions(engine.Runtime, input).CallAsync(parsed.GetValue(function)!, token);
            services.Out.Write(parsed.GetValue(output) == "json" ? JsonText.Write(answer) + "\n" : YamlText.Write(answer));
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}
