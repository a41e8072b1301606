using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>Field ownership of https://kubernetes.io/docs/reference/using-api/server-side-apply/ : who owns what after an update, and what an apply gives.</summary>
internal static class FieldManager
{
    private static readonly string[] Server =
        ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation", "managedFields", "selfLink", "generateName"];

    /// <summary>Writes into <paramref name="now"/> who owns what after an update, creation or patch.</summary>
    /// <param name="old">Before; empty for a creation.</param>
    /// <param name="now">After, with defaults.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="manager">Who did it.</param>
    internal static void Update(JsonObject old, JsonObject now, ResourceType type, Manager manager)
    {
        var entries = ManagedEntry.Read(old);
        if (now.At("metadata", "managedFields") is JsonArray given)
        {
            // One empty entry is the documented way to let go of all ownership.
            if (given.Count == 1 && given[0] is JsonObject { Count: 0 })
            {
                now.Make("metadata").Remove("managedFields");
                return;
            }

            entries = given.Count == 0 ? entries : ManagedEntry.Read(now);
        }

        // Of an object that nobody's fields are kept of, none are kept until somebody applies.
        if (entries.Count == 0 && old.At("metadata", "uid") is not null)
            return;
        var (added, modified, removed) = Fields.Compare(old, now, type);
        var changed = added.Union(modified);
        var mine = new ManagedEntry(manager.Name, "Update", type.ApiVersion, manager.Subresource, manager.Now, new FieldSet());
        var before = entries.Find(mine.Is);
        var fields = (before?.Fields ?? new FieldSet()).Difference(removed).Union(Ours(changed, type, manager.Subresource));
        List<ManagedEntry> after = [.. entries.Where(entry => !mine.Is(entry)).Select(entry => Without(entry, changed.Union(removed), manager.Now))];
        after.Add(mine with { Fields = fields, Time = before is not null && before.Fields.Same(fields) ? before.Time : manager.Now });
        ManagedEntry.Write(now, after.Where(entry => !entry.Fields.IsEmpty));
    }

    /// <summary>The object after an apply, with its owners.</summary>
    /// <param name="live">Before; empty when it is not there.</param>
    /// <param name="config">What is applied.</param>
    /// <param name="type">Its kind.</param>
    /// <param name="manager">Who applies.</param>
    /// <param name="force">Take over what others own.</param>
    /// <exception cref="Refusal">409: others own fields that it wants otherwise.</exception>
    internal static JsonObject Apply(JsonObject live, JsonObject config, ResourceType type, Manager manager, bool force)
    {
        var wanted = Ours(Fields.Of(config, type.Fields), type, manager.Subresource);
        var entries = ManagedEntry.Read(live);
        if (entries.Count == 0 && live.At("metadata", "uid") is not null)
            entries.Add(new ManagedEntry("before-first-apply", "Update", type.ApiVersion, "", manager.Now, Ours(Fields.Compare([], live, type).Added, type, manager.Subresource)));
        var mine = new ManagedEntry(manager.Name, "Apply", type.ApiVersion, manager.Subresource, manager.Now, wanted);
        var before = entries.Find(mine.Is);
        var others = entries.Where(entry => !mine.Is(entry)).ToList();
        var bare = (JsonObject)live.DeepClone();
        (bare["metadata"] as JsonObject)?.Remove("managedFields");
        var body = Merge.Into(bare, config, type.Fields);
        if (before is not null)
            Merge.Prune(body, before.Fields, others.Aggregate(wanted, (all, entry) => all.Union(entry.Fields)), type.Fields);

        var (added, modified, removed) = Fields.Compare(bare, body, type);
        var changed = added.Union(modified);
        var conflicts = others.Select(entry => (Entry: entry, Fields: entry.Fields.Intersection(changed))).Where(pair => !pair.Fields.IsEmpty).ToList();
        if (!force && conflicts.Count > 0)
            throw Conflict(conflicts);
        List<ManagedEntry> after = [.. others.Select(entry => Without(entry, changed.Union(removed), manager.Now))];
        after.Add(before is not null && before.Fields.Same(wanted) && before.ApiVersion == mine.ApiVersion ? before : mine);
        ManagedEntry.Write(body, after.Where(entry => !entry.Fields.IsEmpty));
        return body;
    }

    private static ManagedEntry Without(ManagedEntry entry, FieldSet lost, string now) =>
        entry.Fields.Intersection(lost).IsEmpty ? entry : entry with { Fields = entry.Fields.Difference(lost), Time = now };

    /// <summary>Leaves out what the server itself keeps, and what this subresource does not write.</summary>
    private static FieldSet Ours(FieldSet fields, ResourceType type, string subresource)
    {
        fields.Drop("f:apiVersion");
        fields.Drop("f:kind");
        if (fields.Child("f:metadata") is { } metadata)
        {
            metadata.Self = false;
            foreach (var name in Server)
                metadata.Drop("f:" + name);
        }

        if (type.HasStatus && subresource != "status")
            fields.Drop("f:status");
        if (subresource == "status")
            fields.Drop("f:spec");
        return fields;
    }

    private static Refusal Conflict(List<(ManagedEntry Entry, FieldSet Fields)> conflicts)
    {
        var causes = new JsonArray();
        var texts = new List<string>();
        var all = conflicts.OrderBy(pair => pair.Entry.Described, StringComparer.Ordinal).Select(pair => (pair.Entry.Described, Paths: pair.Fields.Paths().ToList())).ToList();
        var count = all.Sum(pair => pair.Paths.Count);
        foreach (var (who, paths) in all)
        {
            texts.Add(count == 1 ? $"conflict with {who}: {paths[0]}" : $"conflicts with {who}:\n- {string.Join("\n- ", paths)}");
            foreach (var path in paths)
                causes.Add(new JsonObject { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {who}", ["field"] = path });
        }

        return new Refusal(409, "Conflict", $"Apply failed with {count} {(count == 1 ? "conflict" : "conflicts")}: {string.Join('\n', texts)}", new JsonObject { ["causes"] = causes });
    }
}
