using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Patches that are no apply: JSON merge patch (RFC 7396) and JSON patch (RFC 6902) without <c>move</c> and <c>copy</c>.</summary>
internal static class Patches
{
    internal static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
            return patch.Copy();
        var result = target is JsonObject map ? (JsonObject)map.DeepClone() : [];
        foreach (var (name, value) in members)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Merge(result[name], value);
        }

        return result;
    }

    /// <exception cref="Refusal">422: an operation that does not fit.</exception>
    internal static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        var result = (JsonObject)target.DeepClone();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var steps = operation.Text("path").Split('/')[1..].Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
            JsonNode? parent = result;
            foreach (var step in steps[..^1])
                parent = Step(parent, step);
            One(parent ?? throw Unfit("missing path"), steps[^1], operation.Text("op"), operation["value"].Copy());
        }

        return result;
    }

    private static JsonNode? Step(JsonNode? node, string step) => node switch
    {
        JsonObject map => map[step],
        JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
        _ => null,
    };

    private static void One(JsonNode parent, string step, string op, JsonNode? value)
    {
        switch (op)
        {
            case "test" when !Json.Same(Step(parent, step), value):
                throw Unfit("testing value failed");
            case "test":
                break;
            case "remove" when Step(parent, step) is null:
                throw Unfit("unable to remove nonexistent key");
            case "remove" when parent is JsonArray list:
                list.RemoveAt(int.Parse(step, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case "remove":
                ((JsonObject)parent).Remove(step);
                break;
            case "add" when parent is JsonArray list:
                list.Insert(step == "-" ? list.Count : int.Parse(step, System.Globalization.CultureInfo.InvariantCulture), value);
                break;
            case "replace" when parent is JsonArray list:
                list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] = value;
                break;
            case "add" or "replace" when parent is JsonObject map:
                map[step] = value;
                break;
            default:
                throw Unfit($"unknown operation {op}");
        }
    }

    private static Refusal Unfit(string why) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {why}", []);
}
