using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.Hub.Decide;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>What a replay came to: a line for each case.</summary>
internal static class ReplayText
{
    internal static void Write(CliServices services, DecisionRecord record, ReplayResult result, OutputFormat format)
    {
        if (format is OutputFormat.Json or OutputFormat.Yaml)
        {
            var element = System.Text.Json.JsonSerializer.SerializeToElement(Node(record, result), HubJson.Type<System.Text.Json.JsonElement>().Options);
            services.Out.Write(format == OutputFormat.Json ? JsonText.Write(element) + "\n" : YamlText.Write(element));
            return;
        }

        services.Out.WriteLine(CliErrors.OneLine(
            $"decision {record.Id} of {record.Policy} about {ObjectText.Show(record.Object.ToString())}, {record.DecidedAt:yyyy-MM-ddTHH:mm:ssZ}, root {record.Epoch}/{record.Revision}"));
        if (result.Fault is { } fault)
        {
            services.Out.WriteLine(CliErrors.OneLine($"the policy cannot be loaded: {fault.Reason}: {fault.Message} {fault.Location}".TrimEnd()));
            return;
        }

        var table = new TableText(["RESULT", "OUTCOME", "EDGES", "READ", "REASON"], [0]);
        table.Write(services, [.. result.Cases.Select(one => new[] { Word(one.Same), DecisionText.Word(one.Case.Outcome), ExplainGroupsText.Number(one.Case.Edges), ReadText.Of(one.Case.Edge), Why(record, one) })], headers: true);
        if (result.Choice is { } choice)
        {
            services.Out.WriteLine(CliErrors.OneLine($"choice: {(choice.Length == 0 ? $"same, {DecisionText.Choice(record.Choice!)}" : choice)}"));
        }

        var same = result.Cases.Count(one => one.Same);
        var others = record.Others > 0 ? $"; {ExplainGroupsText.Number(record.Others)} edges are in no recorded case" : "";
        services.Out.WriteLine($"{result.Cases.Count} cases: {same} same, {result.Cases.Count - same} different{others}");
    }

    private static string Word(bool same) => same ? "same" : "different";

    private static string Why(DecisionRecord record, ReplayedCase one) => one.Same ? DecisionText.Sentence(one.Case, record.Choice is not null) : one.Difference;

    private static JsonObject Node(DecisionRecord record, ReplayResult result) => new()
    {
        ["decision"] = record.Id,
        ["same"] = result.Same,
        ["fault"] = result.Fault is { } fault ? $"{fault.Reason}: {fault.Message} {fault.Location}".TrimEnd() : null,
        ["choice"] = result.Choice,
        ["cases"] = new JsonArray([.. result.Cases.Select(one => (JsonNode)new JsonObject
        {
            ["same"] = one.Same,
            ["difference"] = one.Difference,
            ["case"] = System.Text.Json.JsonSerializer.SerializeToNode(one.Case, HubJson.Type<DecidedCase>()),
        })]),
    };
}
