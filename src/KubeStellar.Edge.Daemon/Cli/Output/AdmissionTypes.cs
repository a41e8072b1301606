using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse get pending</c> and <c>kse get revoked</c></summary>
internal static class AdmissionTypes
{
    internal static ResourceType Pending { get; } = new()
    {
        Plural = "pending",
        Singular = "pending device",
        Id = item => item.Text("edge"),
        Buckets = [Buckets.Hub],
        Columns =
        [
            new("EDGE", (item, _) => item.Text("edge")),
            new("FINGERPRINT", (item, _) => item.Text("fingerprint")),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("TOKEN", (item, _) => item.Text("tokenId")),
            new("REPLACES", (item, _) => item.Flag("replace") is true ? "yes" : "no"),
            new("LABELS", (item, _) => item.Pairs("labels")),
            new("AGE", (item, now) => Ages.Show(item.Instant("since"), now)),
            new("PROPERTIES", (item, _) => item.Pairs("properties"), Wide: true),
            new("BECAUSE", (item, _) => item.Text("why"), Wide: true),
            new("REASON", (item, _) => item.Text("reason"), Wide: true),
            new("KEY", (item, _) => item.Text("publicKey"), Wide: true),
        ],
    };

    internal static ResourceType Revoked { get; } = new()
    {
        Plural = "revoked",
        Singular = "revoked key",
        Id = item => item.Text("publicKey"),
        Buckets = [Buckets.Hub],
        Columns =
        [
            new("KEY", (item, _) => item.Text("publicKey")),
            new("EDGE", (item, _) => item.Text("edge")),
            new("AGE", (item, now) => Ages.Show(item.Instant("at"), now)),
            new("REASON", (item, _) => item.Text("reason")),
            new("FINGERPRINT", (item, _) => item.Text("fingerprint"), Wide: true),
        ],
    };
}
