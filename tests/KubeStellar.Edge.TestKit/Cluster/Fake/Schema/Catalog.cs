using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>Which kinds are served now: the built-in ones, and those of established CRDs.</summary>
internal sealed class Catalog(ObjectStore store)
{
    private readonly Lock _lock = new();
    private (int Count, long Newest) _seen = (-1, 0);
    private List<ResourceType> _custom = [];

    /// <summary>All of them.</summary>
    internal IReadOnlyList<ResourceType> Types
    {
        get
        {
            var (crds, _) = store.List(store["apiextensions.k8s.io", "customresourcedefinitions"]);
            lock (_lock)
            {
                var newest = (crds.Count, crds.Select(crd => crd.Revision).DefaultIfEmpty().Max());
                if (newest != _seen)
                    (_seen, _custom) = (newest, [.. crds.SelectMany(crd => Read(crd.Parse()))]);
                return [.. BuiltIn.Types, .. _custom];
            }
        }
    }

    internal ResourceType? Find(string group, string version, string plural) =>
        Types.FirstOrDefault(type => type.Plural == plural && type.Group == group && type.Version == version);

    private static IEnumerable<ResourceType> Read(JsonObject crd)
    {
        if (!crd.Items("status", "conditions").Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True"))
            yield break;
        foreach (var version in crd.Items("spec", "versions").Where(version => version.At("served")?.GetValue<bool>() ?? false))
        {
            var schema = version.At("schema", "openAPIV3Schema") as JsonObject;
            yield return new ResourceType(
                crd.Text("spec", "group"), version.Text("name"), crd.Text("spec", "names", "plural"), crd.Text("spec", "names", "kind"), crd.Text("spec", "scope") == "Namespaced")
            {
                IsCustom = true,
                HasGeneration = true,
                HasStatus = version.At("subresources", "status") is not null,
                ShortNames = crd.Texts("spec", "names", "shortNames"),
                Categories = crd.Texts("spec", "names", "categories"),
                Fields = FieldRules.FromSchema(schema),
                Validation = schema,
            };
        }
    }
}
