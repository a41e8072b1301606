using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Trials;

/// <summary>Edges of a tool: read from JSON, and made the inventory of an engine.</summary>
internal static class Fleet
{
    /// <summary>An edge of <c>{ id, labels, properties, taints }</c>, all but the id optional; with <c>region: true</c> it is a region.</summary>
    /// <exception cref="CliException">It is none.</exception>
    internal static EdgeRecord Edge(JsonElement edge, string where)
    {
        var fields = new Fields(edge, where, "id", "labels", "properties", "taints", "region");
        return new EdgeRecord
        {
            Id = fields.Text("id"),
            Labels = new SortedDictionary<string, string>(fields.Map("labels").ToDictionary(pair => pair.Key, pair => Fields.Text(pair.Value, $"{where}.labels.{pair.Key}")), StringComparer.Ordinal),
            Properties = new SortedDictionary<string, JsonElement>(fields.Map("properties").ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal),
            Taints = [.. fields.List("taints").Select((taint, i) => Taint(taint, $"{where}.taints[{i}]"))],
            Identity = new EdgeIdentity("", "", "", default),
            Region = fields.Flag("region") == true ? new RegionRecord("", new RegionRights()) : null,
        };
    }

    /// <summary>Makes edges the whole inventory; what was in higher slots goes.</summary>
    internal static Task UseAsync(IPolicyRuntime runtime, IReadOnlyList<EdgeRecord> edges, int before, CancellationToken token) =>
        runtime.UpdateInventoryAsync([.. edges.Select((edge, slot) => new EdgeSlot(slot, edge)), .. Enumerable.Range(edges.Count, Math.Max(0, before - edges.Count)).Select(slot => new EdgeSlot(slot, null))], token);

    private static Taint Taint(JsonElement taint, string where)
    {
        var fields = new Fields(taint, where, "key", "value", "effect");
        return new Taint(fields.Text("key"), fields.TextOr("value", ""), fields.Text("effect"));
    }
}
