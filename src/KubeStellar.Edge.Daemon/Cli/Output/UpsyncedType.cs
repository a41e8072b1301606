using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>The type <c>upsynced</c>: objects that were born at edges.</summary>
internal static class UpsyncedType
{
    internal static ResourceType Upsynced { get; } = new()
    {
        Plural = "upsynced",
        Singular = "upsynced object",
        Short = ["up"],
        Id = item => $"{item.Text("edge")}/{ResourceTypes.PolicyName(item)}/{ObjectText.Show(item.Text("key"))}",
        Buckets = [Buckets.Upsync],
        Columns =
        [
            new("EDGE", (item, _) => item.Text("edge")),
            new("OBJECT", (item, _) => ObjectText.Show(item.Text("key"))),
            new("POLICY", (item, _) => ResourceTypes.PolicyName(item)),
            new("AGE", (item, now) => Ages.Show(item.Instant("observedAt"), now)),
            new("ARRIVED", (item, now) => Ages.Show(item.Instant("arrivedAt"), now), Wide: true),
            new("SEQUENCE", (item, _) => item.Text("sequence"), Wide: true),
            new("DIGEST", (item, _) => item.Short("digest"), Wide: true),
        ],
    };
}
