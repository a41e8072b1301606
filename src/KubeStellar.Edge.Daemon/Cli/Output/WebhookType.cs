using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse get webhooks</c></summary>
internal static class WebhookType
{
    internal static ResourceType Webhooks { get; } = new()
    {
        Plural = "webhooks",
        Singular = "webhook",
        Short = ["wh"],
        Id = item => item.Text("id"),
        Buckets = [Buckets.Hub, Buckets.Events],
        Columns =
        [
            new("NAME", (item, _) => item.Text("id")),
            new("URL", (item, _) => item.Text("url")),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("LAG", (item, _) => item.Text("lag")),
            new("SENT", (item, _) => item.Text("sent")),
            new("DROPPED", (item, _) => item.Text("dropped")),
            new("ERROR", (item, _) => item.Text("error")),
            new("POSITION", (item, _) => item.Text("position"), Wide: true),
            new("FAILING", (item, now) => Ages.Show(item.Instant("failingSince"), now), Wide: true),
        ],
    };
}
