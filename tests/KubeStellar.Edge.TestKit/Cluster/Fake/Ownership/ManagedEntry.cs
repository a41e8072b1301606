using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>One manager's fields.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="Operation"><c>Apply</c> or <c>Update</c>.</param>
/// <param name="ApiVersion">The version it wrote with.</param>
/// <param name="Subresource">As <c>status</c>; empty for the object itself.</param>
/// <param name="Time">When its fields changed last.</param>
/// <param name="Fields">What it owns.</param>
internal sealed record ManagedEntry(string Manager, string Operation, string ApiVersion, string Subresource, string Time, FieldSet Fields)
{
    /// <summary>Whether both are entries of the same manager: one entry a manager, operation and subresource, and for updates a version.</summary>
    internal bool Is(ManagedEntry other) =>
        Manager == other.Manager && Operation == other.Operation && Subresource == other.Subresource && (Operation == "Apply" || ApiVersion == other.ApiVersion);

    /// <summary>How a conflict names it.</summary>
    internal string Described => $"\"{Manager}\"" + (Subresource.Length == 0 ? "" : $" with subresource \"{Subresource}\"") + (Operation == "Update" ? $" using {ApiVersion}" : "");

    internal static List<ManagedEntry> Read(JsonNode? body) => [.. body.Items("metadata", "managedFields").Select(entry => new ManagedEntry(
        entry.Text("manager"), entry.Text("operation"), entry.Text("apiVersion"), entry.Text("subresource"), entry.Text("time"), FieldSet.Parse(entry["fieldsV1"])))];

    /// <summary>Writes them into an object.</summary>
    internal static void Write(JsonObject body, IEnumerable<ManagedEntry> entries)
    {
        var list = new JsonArray();

        // An order of their own for all of them: one that came from before would make a change of nothing a write.
        var ordered = entries.OrderBy(entry => entry.Operation, StringComparer.Ordinal).ThenBy(entry => entry.Time, StringComparer.Ordinal)
            .ThenBy(entry => entry.Manager, StringComparer.Ordinal).ThenBy(entry => entry.ApiVersion, StringComparer.Ordinal).ThenBy(entry => entry.Subresource, StringComparer.Ordinal);
        foreach (var entry in ordered)
        {
            var node = new JsonObject
            {
                ["manager"] = entry.Manager, ["operation"] = entry.Operation, ["apiVersion"] = entry.ApiVersion, ["time"] = entry.Time,
                ["fieldsType"] = "FieldsV1", ["fieldsV1"] = entry.Fields.ToJson(),
            };
            if (entry.Subresource.Length > 0)
                node["subresource"] = entry.Subresource;
            list.Add(node);
        }

        if (list.Count > 0)
            body.Make("metadata")["managedFields"] = list;
        else
            body.Make("metadata").Remove("managedFields");
    }
}
