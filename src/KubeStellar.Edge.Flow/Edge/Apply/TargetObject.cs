using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object to have in the target.</summary>
/// <param name="Policy">The policy that places it.</param>
/// <param name="Entry">Key, content digest and modifiers.</param>
/// <param name="Content">The variant's canonical JSON.</param>
public sealed record TargetObject(PolicyKey Policy, ManifestEntry Entry, ReadOnlyMemory<byte> Content)
{
    /// <summary>The content that was applied last, when that is another one and still in the store: what in it somebody changed is drift, and no conflict.</summary>
    public ReadOnlyMemory<byte>? Former { get; init; }

    /// <summary>Whether a policy judges its health, so that the live object is needed whatever its kind.</summary>
    public bool Judged { get; init; }
}
