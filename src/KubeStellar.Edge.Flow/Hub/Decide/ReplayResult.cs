using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>A recorded decision, evaluated again.</summary>
/// <param name="Cases">The cases that the policy was asked about.</param>
/// <param name="Choice">What is different in the choice, or why it cannot be replayed; empty: nothing. Null: the policy does not choose.</param>
/// <param name="Fault">Why the policy could not be loaded at all; null when it could.</param>
public sealed record ReplayResult(IReadOnlyList<ReplayedCase> Cases, string? Choice, PolicyFault? Fault)
{
    /// <summary>Whether everything could be replayed and came to the same.</summary>
    public bool Same => Fault is null && string.IsNullOrEmpty(Choice) && Cases.All(one => one.Same);
}
