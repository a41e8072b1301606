using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>A data key that an edge's durable root gives it.</summary>
/// <param name="Variant">Of which variant.</param>
/// <param name="Name">Which key.</param>
/// <param name="Text">As it stands in the root, wrapped for the edge.</param>
internal readonly record struct HeldKey(Digest Variant, SealName Name, string Text);
