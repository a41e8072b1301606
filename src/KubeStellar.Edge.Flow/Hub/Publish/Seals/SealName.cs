using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>Which data key a variant has, and where its values are.</summary>
/// <param name="KeyId">Id of the data key.</param>
/// <param name="Seal">Digest of the content with the values, sealed under it.</param>
internal readonly record struct SealName(string KeyId, Digest Seal);
