using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>What one root places at its edge, as far as a role depends on it.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Version">Of its root.</param>
/// <param name="Objects">The objects, each once, in order.</param>
/// <param name="Definitions">Resources of custom kinds whose definitions are placed along with them, by group and kind.</param>
internal sealed record PlacedTree(string Edge, RootVersion Version, IReadOnlyList<PlacedObject> Objects, IReadOnlyDictionary<(string Group, string Kind), string> Definitions)
{
    /// <summary>Kinds whose objects are carried up from the edge: they are read, and never written.</summary>
    internal IReadOnlyList<(string Group, string Kind)> Carried { get; init; } = [];

    private const string DefinitionGroup = "apiextensions.k8s.io";
    private const string DefinitionKind = "CustomResourceDefinition";

    /// <summary>Reads a tree.</summary>
    /// <param name="root">The root.</param>
    /// <param name="content">Gives a content; the text says what it is.</param>
    internal static async Task<PlacedTree> ReadAsync(RootRecord root, Func<Digest, string, Task<ReadOnlyMemory<byte>>> content)
    {
        var carried = new SortedSet<(string Group, string Kind)>();
        var entries = new SortedDictionary<ObjectKey, (Digest Content, string Workspace)>();
        foreach (var policy in root.Policies)
        {
            var manifest = JsonSerializer.Deserialize((await content(policy.Manifest, $"the manifest of {policy.Policy}")).Span, HubJson.Type<ManifestRecord>())!;
            carried.UnionWith((manifest.Upsync ?? []).SelectMany(rule => rule.KindPairs()));
            foreach (var entry in manifest.Objects)
            {
                entries.TryAdd(entry.Key, (entry.Content, policy.Policy.Workspace));
            }
        }

        var definitions = new Dictionary<(string, string), string>();
        foreach (var (key, (digest, _)) in entries.Where(entry => entry.Key is { Group: DefinitionGroup, Kind: DefinitionKind }))
        {
            Define(CanonicalJson.Parse((await content(digest, $"the definition {key.Name}")).Span), definitions);
        }

        return new PlacedTree(root.Edge, root.Version, [.. entries.Select(entry => new PlacedObject(entry.Key, entry.Value.Workspace))], definitions) { Carried = [.. carried] };
    }

    // https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/: a definition is named <plural>.<group>.
    private static void Define(JsonElement definition, Dictionary<(string, string), string> definitions)
    {
        if (definition.Text("spec", "group") is { Length: > 0 } group && definition.Text("spec", "names", "kind") is { Length: > 0 } kind
            && definition.Text("spec", "names", "plural") is { Length: > 0 } plural)
        {
            definitions[(group, kind)] = plural;
        }
    }
}
