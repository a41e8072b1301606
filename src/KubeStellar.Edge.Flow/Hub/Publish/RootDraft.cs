using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>A root to publish: everything but its revision and its proof.</summary>
/// <param name="Edge">The edge.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="Manifests">In the order of their policies' keys.</param>
/// <param name="Before">Its durable root; null when it has none.</param>
/// <param name="Expected">Revision that its key must have: that of <paramref name="Before"/>, of something unreadable, or 0.</param>
internal sealed record RootDraft(string Edge, int Slot, ManifestRef[] Manifests, PublishedRoot? Before, ulong Expected)
{
    /// <summary>Whether it calls for data keys, or may.</summary>
    public bool Sealed { get; init; }

    /// <summary>The edge's X25519 public key.</summary>
    public string ExchangeKey { get; init; } = "";

    /// <summary>The data keys to give; null for none.</summary>
    public KeyOrder? Keys { get; init; }
}
