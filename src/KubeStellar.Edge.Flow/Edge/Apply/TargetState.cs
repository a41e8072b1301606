using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>
/// One object as it is in the target now. A target that has live objects hands over the live one, and its health is judged from that by one rule for all
/// targets; a target that has none (a folder of manifests) says itself what little it knows.
/// </summary>
/// <param name="Exists">Whether it is there.</param>
/// <param name="Matches">Whether it is as the given content says.</param>
/// <param name="Health">Its health as far as the target can tell without a live object: current when it is as wanted.</param>
/// <param name="Reason">Why not current.</param>
/// <param name="Message">Sentence for people.</param>
/// <param name="Live">JSON of the live object with its <c>.status</c>, without <c>metadata.managedFields</c>; null when the target has none.</param>
public sealed record TargetState(bool Exists, bool Matches, Health Health, string Reason, string Message, ReadOnlyMemory<byte>? Live = null)
{
    /// <summary>Fields that are not as wanted, when the target can tell them apart; null when it cannot, or when the object is missing or is as wanted. Empty: nobody changed it, and what is there is another content that this edge applied.</summary>
    public IReadOnlyList<DriftedField>? Drifted { get; init; }
}
