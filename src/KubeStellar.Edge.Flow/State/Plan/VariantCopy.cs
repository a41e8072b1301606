using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>One object that edges get: the variant itself, or one of the copies that it fans out into.</summary>
/// <param name="Key">What it is called at the edge.</param>
/// <param name="Content">Digest of its canonical JSON.</param>
/// <param name="Operations">What was done to the owner's object.</param>
/// <param name="Bytes">Canonical JSON.</param>
internal sealed record VariantCopy(ObjectKey Key, Digest Content, IReadOnlyList<JsonOperation> Operations, byte[]? Bytes)
{
    /// <summary>Whether handles stand in it for secret values.</summary>
    public bool Sealed { get; init; }
}
