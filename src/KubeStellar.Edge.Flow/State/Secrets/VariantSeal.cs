using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>What a data key is for: all of it is authenticated with what is sealed under it.</summary>
/// <param name="Workspace">The policy's workspace.</param>
/// <param name="Object">The object at the edge.</param>
/// <param name="Content">Digest of the variant, in which handles stand for the values.</param>
/// <param name="KeyId">Id of the data key.</param>
public readonly record struct VariantSeal(string Workspace, ObjectKey Object, Digest Content, string KeyId);
