using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Checks a custom resource by its CRD's schema: types, required fields, enumerations and minima. Defaulting, pruning, patterns and CEL are left out.</summary>
internal static class SchemaCheck
{
    internal static void Run(JsonNode schema, JsonNode? value, string path, List<Fault> faults)
    {
        if (value is null)
            return;
        var type = schema.Text("type");
        if (type.Length > 0 && !Fits(type, value))
        {
            faults.Add(new Fault("FieldValueTypeInvalid", path, $"Invalid value: \"{Name(value)}\": {path} in body must be of type {type}: \"{Name(value)}\""));
            return;
        }

        if (schema.At("enum") is JsonArray allowed && !allowed.Any(one => Json.Same(one, value)))
            faults.Add(new Fault("FieldValueNotSupported", path, $"Unsupported value: {value.ToJsonString(Json.Plain)}: supported values: {string.Join(", ", allowed.Select(one => one!.ToJsonString(Json.Plain)))}"));
        if (schema.At("minimum") is JsonValue minimum && value is JsonValue number && number.GetValue<double>() < minimum.GetValue<double>())
            faults.Add(Fault.Invalid(path, value, $"{path} in body should be greater than or equal to {minimum.ToJsonString()}"));
        if (value is JsonObject map)
        {
            foreach (var name in schema.Texts("required").Where(name => map[name] is null))
                faults.Add(Fault.Required(Under(path, name)));
            foreach (var (name, child) in schema.At("properties") as JsonObject ?? [])
            {
                if (path.Length > 0 || name is not ("metadata" or "apiVersion" or "kind"))
                    Run(child!, map[name], Under(path, name), faults);
            }
        }

        if (value is JsonArray list && schema.At("items") is { } items)
        {
            for (var i = 0; i < list.Count; i++)
                Run(items, list[i], $"{path}[{i}]", faults);
        }
    }

    /// <summary>What an apply checks before it merges: fields must be in the schema, and of its types. The real server answers with 500, though trying again never helps.</summary>
    /// <exception cref="Refusal">500.</exception>
    internal static void Typed(ResourceType type, JsonObject config)
    {
        if (type.Validation is not { } schema || Typed(schema, config, "") is not { } why)
            return;
        throw new Refusal(500, "", $"failed to create typed patch object ({config.Text("metadata", "namespace")}/{config.Text("metadata", "name")}; {type.ApiVersion}, Kind={type.Kind}): {why}");
    }

    private static string? Typed(JsonNode schema, JsonNode? value, string path)
    {
        if (value is null || (schema.At("x-kubernetes-preserve-unknown-fields")?.GetValue<bool>() ?? false))
            return null;
        if (schema.Text("type") is "integer" or "number" or "boolean" or "string" && (value is JsonObject or JsonArray || !Fits(schema.Text("type"), value)))
            return $"{path}: expected {(schema.Text("type") is "integer" or "number" ? "numeric (int or float)" : schema.Text("type"))}, got {Name(value) switch { "integer" => "int", "number" => "float", "object" => "map", "array" => "list", var name => name }}";
        if (value is JsonArray list && schema.At("items") is { } items)
            return list.Select((item, i) => Typed(items, item, $"{path}[{i}]")).FirstOrDefault(why => why is not null);
        if (value is not JsonObject map)
            return null;
        foreach (var (name, child) in map)
        {
            var known = schema.At("properties", name) ?? schema.At("additionalProperties");
            var always = path.Length == 0 && name is "metadata" or "apiVersion" or "kind";
            if (always || known is JsonValue)
                continue;
            if (known is null)
                return $"{path}.{name}: field not declared in schema";
            if (Typed(known, child, $"{path}.{name}") is { } why)
                return why;
        }

        return null;
    }

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Fits(string type, JsonNode value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value.GetValueKind() == JsonValueKind.String,
        "boolean" => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value is JsonValue number && number.TryGetValue<long>(out _),
        "number" => value.GetValueKind() == JsonValueKind.Number,
        _ => true,
    };

    private static string Name(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value is JsonValue number && number.TryGetValue<long>(out _) ? "integer" : "number",
        _ => "boolean",
    };
}
