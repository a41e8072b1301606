using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>All data keys that an edge's durable root gives it.</summary>
/// <param name="ExchangeKey">The hub's exchange key that they were wrapped by.</param>
/// <param name="WrappedFor">First characters of the edge's.</param>
/// <param name="Keys">They, in the order of their variants.</param>
internal sealed record HeldKeys(string? ExchangeKey, string? WrappedFor, HeldKey[] Keys)
{
    private const int Shown = 11;

    /// <summary>Those of a root; null when there are none.</summary>
    public static HeldKeys? Of(RootRecord root) => root.DataKeys is null
        ? null
        : new HeldKeys(root.ExchangeKey, root.WrappedFor, [.. RootKeys.Of(root).Select(item => new HeldKey(item.Variant, new SealName(item.Key.Id, item.Key.Seal), item.Key.ToString()))]);

    /// <summary>What a root says of the edge's exchange key: 64 bits of it tell it from any other that the edge had.</summary>
    public static string Short(string exchangeKey) => exchangeKey.Length <= Shown ? exchangeKey : exchangeKey[..Shown];

    /// <summary>Whether they can be taken over into another root of the edge as they are.</summary>
    public bool Fit(string hubKey, string edgeKey) => ExchangeKey == hubKey && WrappedFor is not null && edgeKey.StartsWith(WrappedFor, StringComparison.Ordinal) && WrappedFor.Length == Math.Min(Shown, edgeKey.Length);
}
