using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>Which fields an object has, and which differ between two.</summary>
internal static class Fields
{
    /// <summary>Members that are there even in an empty object of a built-in kind, and so are never added.</summary>
    private static readonly HashSet<string> Skeleton =
    [
        "metadata", "spec", "status", "spec.strategy", "spec.updateStrategy", "spec.template", "spec.template.metadata", "spec.template.spec", "spec.template.spec.containers",
        "spec.containers", "spec.podSelector", "spec.scaleTargetRef",
        "spec.jobTemplate", "spec.jobTemplate.metadata", "spec.jobTemplate.spec", "spec.jobTemplate.spec.template.metadata", "spec.jobTemplate.spec.template", "spec.jobTemplate.spec.template.spec", "spec.jobTemplate.spec.template.spec.containers",
    ];

    /// <summary>The fields that a configuration names.</summary>
    internal static FieldSet Of(JsonObject body, FieldRules rules)
    {
        var set = new FieldSet();
        Name(body, rules, "", set);
        return set;
    }

    /// <summary>What is new, other and gone.</summary>
    internal static (FieldSet Added, FieldSet Modified, FieldSet Removed) Compare(JsonObject old, JsonObject now, ResourceType type)
    {
        var result = (Added: new FieldSet(), Modified: new FieldSet(), Removed: new FieldSet());
        Compare(old, now, type, "", result);
        return result;
    }

    private static void Name(JsonNode? value, FieldRules rules, string path, FieldSet set)
    {
        var rule = rules.Of(path, value);
        if (path.Length > 0 && (Steps.IsLeaf(value, rule) || value is JsonObject { Count: 0 }))
        {
            set.Self = true;
        }
        else if (value is JsonObject map)
        {
            foreach (var (name, child) in map)
                Name(child, rules, Steps.Under(path, name), set.Make(Steps.Member(name)));
        }
        else if (value is JsonArray list)
        {
            foreach (var item in list)
            {
                var node = set.Make(Steps.Item(item, rule));
                node.Self = true;
                Members(item, rules, path, node);
            }
        }
    }

    private static void Members(JsonNode? item, FieldRules rules, string path, FieldSet node)
    {
        foreach (var (name, child) in item as JsonObject ?? [])
            Name(child, rules, Steps.Under(path, name), node.Make(Steps.Member(name)));
    }

    private static void Compare(JsonNode? old, JsonNode? now, ResourceType type, string path, (FieldSet Added, FieldSet Modified, FieldSet Removed) at)
    {
        var rule = type.Fields.Of(path, now);
        if (old is JsonObject before && now is JsonObject after && rule.Kind != FieldKind.Atomic)
        {
            foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)))
                Child(before[name], after[name], before.ContainsKey(name), after.ContainsKey(name), type, Steps.Under(path, name), Steps.Member(name), at);
        }
        else if (old is JsonArray first && now is JsonArray second && rule.Kind != FieldKind.Atomic)
        {
            var olds = Index(first, rule);
            var news = Index(second, rule);
            foreach (var step in olds.Keys.Union(news.Keys))
                Child(olds.GetValueOrDefault(step), news.GetValueOrDefault(step), olds.ContainsKey(step), news.ContainsKey(step), type, path, step, at, item: true);
        }
        else if (!Json.Same(old, now))
        {
            at.Modified.Self = true;
        }
    }

    private static void Child(
        JsonNode? old, JsonNode? now, bool was, bool @is, ResourceType type, string path, string step, (FieldSet Added, FieldSet Modified, FieldSet Removed) at, bool item = false)
    {
        if (!was)
        {
            All(now, type, path, at.Added.Make(step), item);
            return;
        }

        if (!@is)
        {
            All(old, type, path, at.Removed.Make(step), item);
            return;
        }

        var below = (at.Added.Make(step), at.Modified.Make(step), at.Removed.Make(step));
        if (item && old is JsonObject before && now is JsonObject after)
        {
            foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)))
                Child(before[name], after[name], before.ContainsKey(name), after.ContainsKey(name), type, Steps.Under(path, name), Steps.Member(name), below);
        }
        else
        {
            Compare(old, now, type, path, below);
        }
    }

    /// <summary>A value that is there on one side only: it and all in it.</summary>
    private static void All(JsonNode? value, ResourceType type, string path, FieldSet set, bool item)
    {
        set.Self = item || (path != "metadata" && (type.IsCustom || !Skeleton.Contains(path)));
        var rule = type.Fields.Of(path, value);
        if (!item && Steps.IsLeaf(value, rule))
        {
            set.Self = type.IsCustom || !Skeleton.Contains(path) || value is not JsonObject { Count: 0 };
            return;
        }

        if (value is JsonObject map)
        {
            foreach (var (name, child) in map)
                All(child, type, Steps.Under(path, name), set.Make(Steps.Member(name)), item: false);
        }
        else if (value is JsonArray list)
        {
            foreach (var (step, child) in Index(list, rule))
                All(child, type, path, set.Make(step), item: true);
        }
    }

    private static Dictionary<string, JsonNode?> Index(JsonArray list, FieldRule rule)
    {
        var index = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in list)
            index[Steps.Item(item, rule)] = item;
        return index;
    }
}
