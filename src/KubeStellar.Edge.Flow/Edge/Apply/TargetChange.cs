using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>A hint that something changed in the target.</summary>
/// <param name="Key">Which object; null: anything may have (look at everything).</param>
public readonly record struct TargetChange(ObjectKey? Key);
