using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Rules of all fields of a kind, by path; items of lists and what lies under them have the list's path.</summary>
internal sealed class FieldRules
{
    private static readonly FieldRule Granular = new(FieldKind.Granular, []);
    private static readonly FieldRule Atomic = new(FieldKind.Atomic, []);
    private static readonly string[] EveryObject = ["metadata.finalizers set", "metadata.ownerReferences uid"];
    private readonly Dictionary<string, FieldRule> _rules = new(StringComparer.Ordinal);

    private FieldRules()
    {
        foreach (var line in EveryObject)
            Add("", line);
    }

    /// <summary>Rules of what every object has.</summary>
    internal static FieldRules None { get; } = new();

    /// <summary>The rule of a field with a value.</summary>
    internal FieldRule Of(string path, JsonNode? value) =>
        _rules.TryGetValue(path, out var rule) ? rule : value is JsonArray ? Atomic : Granular;

    /// <summary>Rules from lines: a path, and <c>set</c>, <c>atomic</c> or keys as <c>containerPort,protocol=TCP</c>. A path before a colon is put before the lines after it.</summary>
    internal static FieldRules Parse(params IEnumerable<(string Prefix, string Lines)> parts)
    {
        var rules = new FieldRules();
        foreach (var (prefix, lines) in parts)
        {
            foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                rules.Add(prefix, line);
        }

        return rules;
    }

    /// <summary>Rules from the OpenAPI schema of a CRD's version: the extensions <c>x-kubernetes-list-type</c>, <c>-list-map-keys</c> and <c>-map-type</c>.</summary>
    internal static FieldRules FromSchema(JsonObject? schema)
    {
        var rules = new FieldRules();
        rules.Read("", schema);
        return rules;
    }

    private void Read(string path, JsonNode? schema)
    {
        foreach (var (name, child) in schema.At("properties") as JsonObject ?? [])
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (child.Text("x-kubernetes-map-type") == "atomic")
                _rules[at] = Atomic;
            switch (child.Text("x-kubernetes-list-type"))
            {
                case "set":
                    _rules[at] = new FieldRule(FieldKind.Set, []);
                    break;
                case "map":
                    _rules[at] = new FieldRule(FieldKind.Map, [.. child.Texts("x-kubernetes-list-map-keys").Order(StringComparer.Ordinal)
                        .Select(key => new KeyValuePair<string, string?>(key, child.At("items", "properties", key, "default")?.ToJsonString()))]);
                    break;
            }

            Read(at, child);
            Read(at, child.At("items"));
        }
    }

    private void Add(string prefix, string line)
    {
        var parts = line.Split(' ', 2);
        FieldRule rule = parts[1] switch
        {
            "set" => new FieldRule(FieldKind.Set, []),
            "atomic" => Atomic,
            var keys => new FieldRule(FieldKind.Map, [.. keys.Split(',').Order(StringComparer.Ordinal).Select(key => key.Split('='))
                .Select(key => new KeyValuePair<string, string?>(key[0], key.Length > 1 ? $"\"{key[1]}\"" : null))]),
        };
        foreach (var path in parts[0].Split('|'))
            _rules[prefix.Length == 0 ? path : $"{prefix}.{path}"] = rule;
    }
}
