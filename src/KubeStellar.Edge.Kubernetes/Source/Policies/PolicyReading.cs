using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>Reads policies from a cluster's objects: the custom resource <c>Policy</c> and ConfigMaps. What is wrong inside a module the hub says, with its line. Pure.</summary>
internal static class PolicyReading
{
    private static readonly string[] Entries = ["policy.js", "policy.mjs", "policy.ts", "policy.mts"];
    private static readonly string[] Values = ["parameters.yaml", "parameters.yml", "parameters.json"];

    /// <summary>Either of them; one that holds values which the hub never takes is one with a fault.</summary>
    internal static TakenPolicy Of(JsonObject item, bool isConfigMap)
    {
        try
        {
            return isConfigMap ? OfConfigMap(item) : OfResource(item);
        }
        catch (JsonRefusedException refused)
        {
            var (name, space) = NamesOf(item);
            return Taken(item, name, space, "", [], null, refused.Message) with { IsConfigMap = isConfigMap, Stamp = Fields.Text(item, "metadata", "resourceVersion") ?? "", Generation = Number(item, "generation") };
        }
    }

    /// <summary>A <c>Policy</c> (packaging/kubernetes/crds.yaml).</summary>
    internal static TakenPolicy OfResource(JsonObject item)
    {
        var (name, space) = NamesOf(item);
        var spec = Fields.Map(item, "spec") ?? [];
        var (module, library) = (Fields.Text(spec, "module"), Fields.Text(spec, "library"));
        var main = library ?? Fields.Text(spec, "file") ?? $"{name}.js";
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, text) in Fields.Map(spec, "files") ?? [])
        {
            files[file] = text is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
        }

        var fault = (module, library) switch
        {
            (null, null) => "spec names neither a module nor a library",
            (not null, not null) => "spec names both a module and a library; give one of them",
            (not null, _) when files.ContainsKey(main) => $"spec.files has {main} too, which is the module itself",
            (_, not null) when files.Count > 0 => "spec.files go with a module, not with a library",
            (_, not null) when LibraryReference.Explain(library) is { } wrong => $"spec.library: '{library}' {wrong}",
            _ => "",
        };
        if (module is not null)
        {
            files[main] = module;
        }

        var parameters = Fields.Map(spec, "parameters") is { } given ? Parameters(CanonicalOf(given)) : null;
        return Taken(item, name, space, main, files, parameters, fault) with
        {
            Generation = Number(item, "generation"),
            Stamp = $"{Fields.Text(item, "metadata", "uid")}/{Number(item, "generation")}{Wish(item)}",
            Conditions = Fields.Map(item, "status")?["conditions"] as JsonArray,
        };
    }

    /// <summary>A ConfigMap labelled as a policy: its data are files, <c>policy.js</c> (or .ts) the entry, <c>parameters.yaml</c> the values.</summary>
    internal static TakenPolicy OfConfigMap(JsonObject item)
    {
        var (name, space) = NamesOf(item);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        SortedDictionary<string, JsonElement>? parameters = null;
        var fault = "";
        foreach (var (file, text) in Fields.Map(item, "data") ?? [])
        {
            var source = text is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
            if (!Values.Contains(file))
            {
                files[file] = source;
                continue;
            }

            try
            {
                var documents = ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(source));
                parameters = documents.Count == 1 ? Parameters(documents[0].CanonicalJson) : parameters;
                fault = documents.Count > 1 ? $"{file}: holds {documents.Count} documents, and values are one map" : fault;
            }
            catch (ManifestRefusedException refused)
            {
                fault = $"{file}:{refused.Line}:{refused.Column}: {refused.Reason}";
            }
        }

        var main = Entries.FirstOrDefault(files.ContainsKey);
        fault = main is null ? $"its data has no entry module, one of {string.Join(", ", Entries)}" : fault;
        var content = Digest.Of(CanonicalOf(Fields.Map(item, "data") ?? []));
        return Taken(item, name, space, main ?? Entries[0], files, parameters, fault) with { IsConfigMap = true, Stamp = $"{Fields.Text(item, "metadata", "uid")}/{content}{Wish(item)}" };
    }

    private static TakenPolicy Taken(
        JsonObject item, string name, string space, string main, SortedDictionary<string, string> files, SortedDictionary<string, JsonElement>? parameters, string fault) => new(
            name,
            space,
            fault.Length > 0 ? null : new ApplyPolicy($"{space}/{name}/{main}", name, new PolicyBundle { Main = main, Files = files, Parameters = parameters }),
            fault)
        {
            Stamp = "",
            TakesOver = Wish(item).Length > 0,
            Created = Fields.Text(item, "metadata", "creationTimestamp") ?? "",
            Reference = Fields.Reference(item),
        };

    // An annotation is no change of the generation.
    private static string Wish(JsonObject item) => SourceMarks.IsTakenOver(item) ? "+" : "";

    private static (string Name, string Space) NamesOf(JsonObject item) => (Fields.Text(item, "metadata", "name") ?? "", Fields.Text(item, "metadata", "namespace") ?? "");

    private static byte[] CanonicalOf(JsonObject map) => CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(map, NodeJson.Default.JsonNode));

    private static SortedDictionary<string, JsonElement> Parameters(ReadOnlySpan<byte> canonical) =>
        new(CanonicalJson.Parse(canonical).EnumerateObject().ToDictionary(member => member.Name, member => member.Value), StringComparer.Ordinal);

    private static long Number(JsonObject item, string name) =>
        Fields.Map(item, "metadata")?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), out var number) ? number : 0;
}
