using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Client;

/// <summary>One event of a watch.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</param>
/// <param name="Body">The object, or the Status of an error.</param>
public sealed record WatchEvent(string Type, JsonObject Body)
{
    /// <summary>Name of the object; empty for an error or a bookmark.</summary>
    public string Name => (string?)Body["metadata"]?["name"] ?? "";

    /// <summary>Where a watch may go on.</summary>
    public string ResourceVersion => (string?)Body["metadata"]?["resourceVersion"] ?? "";
}
