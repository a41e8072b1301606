using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Tests.Scripts;

/// <summary>A <c>*.spec.json</c> and the policy that it is about; the format is in dsl/reference/specs.md.</summary>
internal sealed class SpecFile
{
    internal SpecFile(JsonElement root, string main, IEnumerable<KeyValuePair<string, string>> files)
    {
        Root = root;
        Edges = [.. Root.GetProperty("edges").EnumerateArray().Select(Edge)];
        Bundle = new PolicyBundle
        {
            Main = main,
            Files = new SortedDictionary<string, string>(files.ToDictionary(), StringComparer.Ordinal),
            Parameters = Root.TryGetProperty("parameters", out var given)
                ? new SortedDictionary<string, JsonElement>(given.EnumerateObject().ToDictionary(p => p.Name, p => p.Value), StringComparer.Ordinal)
                : null,
        };
        Digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(Bundle, ContractsJson.Default.PolicyBundle));
    }

    /// <summary>Reads a spec beside its policy.</summary>
    internal static SpecFile Read(string path)
    {
        var root = JsonElement.Parse(File.ReadAllBytes(path));
        var modules = Directory.GetFiles(Path.GetDirectoryName(path)!).Where(file => Path.GetExtension(file) is ".js" or ".mjs" or ".ts" or ".mts");
        return new SpecFile(root, root.GetProperty("policy").GetString()!, modules.Select(file => KeyValuePair.Create(Path.GetFileName(file), File.ReadAllText(file))));
    }

    internal JsonElement Root { get; }

    internal EdgeRecord[] Edges { get; }

    internal PolicyBundle Bundle { get; }

    internal Digest Digest { get; }

    internal JsonElement[] List(string name) => Root.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    /// <summary>The object that a case names, or holds.</summary>
    internal JsonElement Object(JsonElement holder)
    {
        var told = holder.GetProperty("object");
        return told.ValueKind == JsonValueKind.String ? Root.GetProperty("objects").GetProperty(told.GetString()!) : told;
    }

    internal byte[] Workload(JsonElement holder) => CanonicalJson.Canonicalize(Object(holder));

    internal string[] Names(EdgeSet edges) => [.. edges.Members().Select(slot => Edges[slot].Id).Order(StringComparer.Ordinal)];

    internal int Slot(string id) => Array.FindIndex(Edges, edge => edge.Id == id);

    private static EdgeRecord Edge(JsonElement edge) => new()
    {
        Id = edge.GetProperty("id").GetString()!,
        Labels = new SortedDictionary<string, string>(Members(edge, "labels").ToDictionary(l => l.Name, l => l.Value.GetString()!), StringComparer.Ordinal),
        Properties = new SortedDictionary<string, JsonElement>(Members(edge, "properties").ToDictionary(l => l.Name, l => l.Value), StringComparer.Ordinal),
        Taints = edge.TryGetProperty("taints", out var taints)
            ? [.. taints.EnumerateArray().Select(taint => new Taint(Text(taint, "key"), Text(taint, "value"), Text(taint, "effect")))]
            : [],
        Identity = new EdgeIdentity("U", "X", "", default),
    };

    private static JsonElement.ObjectEnumerator Members(JsonElement holder, string name) => holder.TryGetProperty(name, out var map) ? map.EnumerateObject() : default;

    private static string Text(JsonElement holder, string name) => holder.TryGetProperty(name, out var text) ? text.GetString()! : "";
}
