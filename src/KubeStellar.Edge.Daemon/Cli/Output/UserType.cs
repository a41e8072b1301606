using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse get users</c></summary>
internal static class UserType
{
    internal static ResourceType Users { get; } = new()
    {
        Plural = "users",
        Singular = "user",
        Id = item => item.Text("name"),
        Buckets = [Buckets.Hub],
        Columns =
        [
            new("NAME", (item, _) => item.Text("name")),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("KEY-IS", (item, _) => item.Text("standsOn")),
            new("ROLES", (item, _) => ResourceTypes.List(item, "roles")),
            new("WORKSPACES", (item, _) => ResourceTypes.List(item, "workspaces") is var list && list == JsonView.Nothing ? "*" : list),
            new("EXPIRES", ResourceTypes.Expires),
            new("AGE", (item, now) => Ages.Show(item.Instant("createdAt"), now)),
            new("CREATED-BY", (item, _) => item.Text("createdBy"), Wide: true),
            new("KEY", (item, _) => item.Text("publicKey"), Wide: true),
            new("REASON", (item, _) => item.Text("reason"), Wide: true),
        ],
    };
}
