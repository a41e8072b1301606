using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse get hubs</c></summary>
internal static class HubType
{
    internal static ResourceType Hubs { get; } = new()
    {
        Plural = "hubs",
        Singular = "hub",
        Id = item => item.Text("id"),
        Buckets = [Buckets.Hub, Buckets.Events],
        Columns =
        [
            new("NAME", (item, _) => item.Text("id")),
            new("ROLE", (item, _) => item.Text("role")),
            new("STATUS", (item, _) => item.Text("status"), State: true),
            new("EPOCH", (item, _) => item.Text("epoch")),
            new("DAEMON", (item, _) => item.Text("daemon")),
            new("LAST-SEEN", (item, now) => Ages.Show(item.Instant("heardAt"), now)),
            new("HOST", (item, _) => item.Text("host"), Wide: true),
            new("SINCE", (item, now) => Ages.Show(item.Instant("since"), now), Wide: true),
            new("REASON", (item, _) => item.Text("reason"), Wide: true),
        ],
    };
}
