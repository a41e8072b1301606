using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse get workspaces</c></summary>
internal static class WorkspaceType
{
    internal static ResourceType Workspaces { get; } = new()
    {
        Plural = "workspaces",
        Singular = "workspace",
        Short = ["ws"],
        Id = item => item.Text("name"),
        Buckets = [Buckets.Hub, Buckets.Workloads, Buckets.Policies, Buckets.Desired],
        Columns =
        [
            new("NAME", (item, _) => item.Text("name")),
            new("OBJECTS", (item, _) => Used(item, "objects")),
            new("POLICIES", (item, _) => Used(item, "policies")),
            new("EDGES", (item, _) => Used(item, "edges")),
            new("KINDS", (item, _) => Any(ResourceTypes.List(item, "kinds"))),
            new("NAMESPACES", (item, _) => Any(ResourceTypes.List(item, "namespaces"))),
            new("ON", (item, _) => Any(item.Text("edges"))),
            new("CLUSTER-SCOPED", (item, _) => item.Flag("clusterScoped") == false ? "no" : "yes", Wide: true),
            new("BYTES", (item, _) => Used(item, "bytes"), Wide: true),
            new("CPU-MS", (item, _) => item.Text("quota.cpu"), Wide: true),
        ],
    };

    private static string Used(JsonView item, string what) =>
        item.TextOrEmpty($"quota.{what}") is { Length: > 0 } quota ? $"{item.Text($"used.{what}")}/{quota}" : item.Text($"used.{what}");

    private static string Any(string text) => text == JsonView.Nothing ? "*" : text;
}
