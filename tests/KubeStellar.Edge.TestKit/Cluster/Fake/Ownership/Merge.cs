using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>Puts a configuration over an object, and takes away what nobody applies any more.</summary>
internal static class Merge
{
    /// <summary>The object with the configuration's values; items of associative lists keep their place, new ones come in the configuration's order.</summary>
    internal static JsonObject Into(JsonObject live, JsonObject config, FieldRules rules) => (JsonObject)Value(live, config, rules, "", item: false)!;

    /// <summary>Takes away the fields that were applied before and that nobody owns now.</summary>
    /// <param name="body">The merged object, changed in place.</param>
    /// <param name="last">What the manager applied before.</param>
    /// <param name="owned">What all managers own now.</param>
    /// <param name="rules">The kind's rules.</param>
    internal static void Prune(JsonObject body, FieldSet last, FieldSet owned, FieldRules rules) => Prune(body, last, owned, rules, "");

    private static JsonNode? Value(JsonNode? live, JsonNode? config, FieldRules rules, string path, bool item)
    {
        var rule = rules.Of(path, config);
        if (!item && rule.Kind == FieldKind.Atomic)
            return config.Copy();
        if (live is JsonObject old && config is JsonObject now)
        {
            var map = (JsonObject)old.DeepClone();
            foreach (var (name, child) in now)
                map[name] = Value(old[name], child, rules, Steps.Under(path, name), item: false);
            return map;
        }

        return live is JsonArray first && config is JsonArray second ? List(first, second, rules, path, rule) : config.Copy();
    }

    private static JsonArray List(JsonArray live, JsonArray config, FieldRules rules, string path, FieldRule rule)
    {
        var olds = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var item in live)
            olds.TryAdd(Steps.Item(item, rule), item);
        var wanted = config.Select(item => Steps.Item(item, rule)).ToHashSet(StringComparer.Ordinal);
        var kept = new Queue<(string Step, JsonNode? Item)>(olds.Select(pair => (pair.Key, pair.Value)));
        var done = new HashSet<string>(StringComparer.Ordinal);
        var list = new JsonArray();
        foreach (var item in config)
        {
            var step = Steps.Item(item, rule);

            // What only the object has and stands before this item stays before it; what was merged already has its place.
            while (kept.Count > 0 && (!wanted.Contains(kept.Peek().Step) || done.Contains(kept.Peek().Step)))
            {
                var (other, value) = kept.Dequeue();
                if (!wanted.Contains(other))
                    list.Add(value.Copy());
            }

            if (kept.Count > 0 && kept.Peek().Step == step)
                kept.Dequeue();
            done.Add(step);
            list.Add(olds.TryGetValue(step, out var old) ? Value(old, item, rules, path, item: true) : item.Copy());
        }

        foreach (var (step, value) in kept)
        {
            if (!wanted.Contains(step))
                list.Add(value.Copy());
        }

        return list;
    }

    private static void Prune(JsonNode? value, FieldSet last, FieldSet owned, FieldRules rules, string path)
    {
        if (value is JsonObject map)
        {
            foreach (var name in map.Select(pair => pair.Key).ToList())
            {
                var step = Steps.Member(name);
                if (last.Child(step) is not { } before)
                    continue;
                var at = Steps.Under(path, name);
                var now = owned.Child(step) ?? new FieldSet();

                // Everybody's metadata hold what is nobody's: the name.
                if (now.IsEmpty && at != "metadata")
                    map.Remove(name);
                else if (!Steps.IsLeaf(map[name], rules.Of(at, map[name])))
                    Below(map, name, before, now, rules, at);
            }
        }
    }

    private static void Below(JsonObject map, string name, FieldSet last, FieldSet owned, FieldRules rules, string path)
    {
        if (map[name] is not JsonArray list)
        {
            Prune(map[name], last, owned, rules, path);
            return;
        }

        var rule = rules.Of(path, list);
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var step = Steps.Item(list[i], rule);
            if (last.Child(step) is not { } before)
                continue;

            // An item goes with its last owner, whatever others own of what is in it.
            var now = owned.Child(step) ?? new FieldSet();
            if (before.Self && !now.Self)
                list.RemoveAt(i);
            else
                Prune(list[i], before, now, rules, path);
        }

        if (list.Count == 0)
            map.Remove(name);
    }
}
