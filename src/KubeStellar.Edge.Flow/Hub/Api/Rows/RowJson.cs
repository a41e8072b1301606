using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Api.Rows;

/// <summary>Rows as people and expressions get them.</summary>
internal static class RowJson
{
    private static readonly JsonObject Unknown = new() { ["applied"] = false, ["observedAfterApply"] = false, ["health"] = nameof(Health.Unknown), ["reason"] = "", ["message"] = "" };

    /// <summary>
    /// <c>{ edge, policy, object, phase, keep, source, wanted, current, reachable, heardAt, answeredAt, trouble }</c>, and the report's members: <c>content, applied, observedAfterApply, health, reason, message,
    /// conditions, status, events, observedAt, arrivedAt</c>. Of an object that nothing was said of, the reason is the hub's own.
    /// </summary>
    internal static JsonElement Write(ObjectRow row)
    {
        var node = new JsonObject
        {
            ["edge"] = row.Edge.Id,
            ["policy"] = row.Object.Policy.ToString(),
            ["object"] = row.Object.Key.ToString(),
            ["phase"] = row.Verdict.Phase.ToString(),
            ["keep"] = WordOf(row.Keep),
            ["source"] = WordOf(row.Source),
        };
        foreach (var (name, value) in Report(row))
            node[name] = value?.DeepClone();
        if (row.Report is null)
            (node["reason"], node["message"]) = (row.Verdict.Reason, row.Verdict.Message);
        node["wanted"] = row.Wanted?.Content.ToString();
        node["current"] = row.Report is not null && row.Wanted is not null && row.Report.Content == row.Wanted.Content;
        node["reachable"] = row.Presence?.Reachable;
        node["heardAt"] = row.Presence?.HeardAt;
        node["answeredAt"] = row.AnsweredAt;
        if (row.Trouble.Length > 0)
            node["trouble"] = row.Trouble;
        return ApiReplies.Element(node);
    }

    /// <summary>What an expression sees: <c>{ edge: { id, labels, properties, taints }, policy, object, kind, namespace, name, report, status, conditions, events, health, reason, message, applied, ready, phase, source, keep }</c>; nothing that depends on a clock here.</summary>
    internal static JsonObject Scope(ObjectRow row)
    {
        var report = Report(row);
        report.Remove("arrivedAt");
        return new JsonObject
        {
            ["edge"] = new JsonObject
            {
                ["id"] = row.Edge.Id,
                ["labels"] = new JsonObject(row.Edge.Labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value))),
                ["properties"] = ApiReplies.Node(row.Edge, ContractsJson.Default.EdgeRecord)["properties"]?.DeepClone() ?? new JsonObject(),
                ["taints"] = ApiReplies.Node(row.Edge, ContractsJson.Default.EdgeRecord)["taints"]?.DeepClone() ?? new JsonArray(),
            },
            ["policy"] = row.Object.Policy.Name,
            ["object"] = row.Object.Key.ToString(),
            ["kind"] = row.Object.Key.Kind,
            ["namespace"] = row.Object.Key.Namespace,
            ["name"] = row.Object.Key.Name,
            ["status"] = report["status"]?.DeepClone(),
            ["conditions"] = report["conditions"]?.DeepClone() ?? new JsonArray(),
            ["events"] = report["events"]?.DeepClone() ?? new JsonArray(),
            ["health"] = report["health"]?.DeepClone(),
            ["reason"] = report["reason"]?.DeepClone(),
            ["message"] = report["message"]?.DeepClone(),
            ["applied"] = report["applied"]?.DeepClone(),
            ["ready"] = row.Report is { Applied: true, ObservedAfterApply: true, Health: Health.Current } && row.Report.Content == row.Wanted?.Content,
            ["phase"] = row.Verdict.Phase.ToString(),
            ["source"] = WordOf(row.Source),
            ["keep"] = WordOf(row.Keep),
            ["report"] = report,
        };
    }

    private static JsonObject Report(ObjectRow row) => row.Report is { } report ? ApiReplies.Node(report, ContractsJson.Default.ReportObject) : (JsonObject)Unknown.DeepClone();

    private static string WordOf(StatusKeep keep) => keep switch { StatusKeep.Changes => "changes", StatusKeep.OnDemand => "on-demand", _ => "always" };

    private static string WordOf(RowSource source) => source switch { RowSource.Live => "live", RowSource.LastKnown => "last known", _ => "kept" };
}
