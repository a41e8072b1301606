using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>An edge as a policy saw it: what it read and nothing else, so that it decides the same on it again.</summary>
internal static class EdgeDocument
{
    private const string AnyId = "edge";

    /// <summary><c>{ id, labels, properties, taints }</c>, each part only when something of it was read.</summary>
    public static JsonElement Of(EdgeRecord edge, EdgeReads reads)
    {
        var document = new JsonObject();
        if (Reads(reads, "id"))
        {
            document["id"] = edge.Id;
        }

        var labels = Part(edge.Labels, reads, "labels", value => JsonValue.Create(value));
        if (labels is not null)
        {
            document["labels"] = labels;
        }

        var properties = Part(edge.Properties, reads, "properties", value => JsonSerializer.SerializeToNode(value, ContractsJson.Default.JsonElement));
        if (properties is not null)
        {
            document["properties"] = properties;
        }

        if (Reads(reads, "taints"))
        {
            document["taints"] = new JsonArray([.. edge.Taints.Select(taint => JsonSerializer.SerializeToNode(taint, ContractsJson.Default.Taint))]);
        }

        return document.Deserialize(ContractsJson.Default.JsonElement);
    }

    /// <summary>The paths in order; null when they are not known.</summary>
    public static IReadOnlyList<string>? Paths(EdgeReads reads) => reads.All ? null : [.. reads.Paths.Order(StringComparer.Ordinal)];

    /// <summary>The edge that a document stands for.</summary>
    public static EdgeRecord Read(JsonElement document) => new()
    {
        Id = document.TryGetProperty("id", out var id) ? id.GetString() ?? AnyId : AnyId,
        Labels = new(Members(document, "labels").ToDictionary(member => member.Name, member => member.Value.GetString() ?? "", StringComparer.Ordinal), StringComparer.Ordinal),
        Properties = new(Members(document, "properties").ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal), StringComparer.Ordinal),
        Taints = document.TryGetProperty("taints", out var taints) ? [.. taints.EnumerateArray().Select(taint => taint.Deserialize(ContractsJson.Default.Taint)!)] : [],
        Identity = new EdgeIdentity("", "", "", DateTimeOffset.UnixEpoch),
    };

    private static bool Reads(EdgeReads reads, string path) => reads.All || reads.Paths.Contains(path);

    private static JsonObject? Part<T>(IReadOnlyDictionary<string, T> members, EdgeReads reads, string part, Func<T, JsonNode?> node)
    {
        var whole = Reads(reads, part);
        if (!whole && !reads.Paths.Any(path => path.StartsWith(part + "/", StringComparison.Ordinal)))
        {
            return null;
        }

        var made = new JsonObject();
        foreach (var (name, value) in members.Where(member => whole || reads.Paths.Contains($"{part}/{member.Key}")))
        {
            made[name] = node(value);
        }

        return made;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement document, string part) =>
        document.TryGetProperty(part, out var members) ? members.EnumerateObject() : default;
}
