namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary><c>kse keys status</c>; no type of <c>kse get</c>, since the hub's keys are in no bucket.</summary>
internal static class KeyType
{
    internal static ResourceType Keys { get; } = new()
    {
        Plural = "keys",
        Singular = "key",
        Id = item => $"{item.Text("kind")}/{item.Text("fingerprint")}",
        Buckets = [],
        Columns =
        [
            new("KEY", (item, _) => item.Text("kind")),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("FINGERPRINT", (item, _) => item.Text("fingerprint")),
            new("AGE", (item, now) => Ages.Show(item.Instant("since"), now)),
            new("EDGES", (item, _) => item.Text("edges")),
            new("LACKING", (item, _) => item.Text("lacking")),
            new("USERS", (item, _) => item.Text("users")),
            new("PURPOSE", (item, _) => item.Text("purpose")),
            new("ENDS", (item, _) => item.Text("ends"), Wide: true),
            new("PUBLIC-KEY", (item, _) => item.Text("publicKey"), Wide: true),
        ],
    };
}
