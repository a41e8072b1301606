using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What <c>kse get status OBJECT</c> lists: one object at one edge, with its times and where what is shown is from.</summary>
internal static class ObjectStatusType
{
    internal static ResourceType Type { get; } = new()
    {
        Plural = "status",
        Singular = "status",
        Id = item => $"{item.Text("edge")}/{ResourceTypes.PolicyName(item)}/{ObjectText.Show(item.Text("object"))}",
        Buckets = [Buckets.Heads, Buckets.Desired],
        Columns =
        [
            new("EDGE", (item, _) => item.Text("edge")),
            new("OBJECT", (item, _) => ObjectText.Show(item.Text("object"))),
            new("HEALTH", (item, _) => item.Text("health"), State: true),
            new("APPLIED", (item, _) => item.Text("applied")),
            new("REASON", (item, _) => item.Text("reason")),
            new("DIGEST", (item, _) => item.Short("content")),
            new("OBSERVED", (item, now) => Ages.Show(item.Instant("observedAt"), now)),
            new("ARRIVED", (item, now) => Ages.Show(item.Instant("arrivedAt"), now)),
            new("SOURCE", Source),
            new("POLICY", (item, _) => ResourceTypes.PolicyName(item), Wide: true),
            new("PHASE", (item, _) => item.Text("phase"), Wide: true, State: true),
            new("KEEP", (item, _) => item.Text("keep"), Wide: true),
            new("STATUS", (item, _) => Short(item.Text("status")), Wide: true),
            new("MESSAGE", (item, _) => Message(item), Wide: true),
        ],
    };

    /// <summary>Where it is from; of an edge that cannot be reached, since when.</summary>
    internal static string Source(JsonView item, DateTimeOffset now) =>
        item.Text("source") is "last known" && (item.Instant("heardAt") ?? item.Instant("arrivedAt")) is { } heard ? $"last known ({Ages.Show(heard, now)})" : item.Text("source");

    private static string Message(JsonView item) => item.TextOrEmpty("trouble") is { Length: > 0 } trouble
        ? item.TextOrEmpty("message") is { Length: > 0 } message ? $"{message}; {trouble}" : trouble
        : item.Text("message");

    private static string Short(string text) => text.Length > 80 ? text[..79] + "…" : text;
}
