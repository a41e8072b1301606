using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>A variant that holds secret values, with the key that roots are to give now: one instance for all edges that get it.</summary>
/// <param name="Seal">What the key is for.</param>
/// <param name="Name">The key.</param>
internal sealed record SealedVariant(VariantSeal Seal, SealName Name)
{
    /// <summary>The variant.</summary>
    public Digest Content => Seal.Content;

    /// <summary>Its name in roots.</summary>
    public string Text { get; } = Seal.Content.ToString();
}
