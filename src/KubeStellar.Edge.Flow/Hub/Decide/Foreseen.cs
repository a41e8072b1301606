using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>One object as it is decided now, and as it would be after a request.</summary>
/// <param name="Key">The object.</param>
/// <param name="Holder">The policy that has it now; null for none.</param>
/// <param name="Now">What that policy decided.</param>
/// <param name="Owner">The policy that would own it; null for none.</param>
/// <param name="Then">What that policy would decide; null when there is none.</param>
internal sealed record Foreseen(ObjectKey Key, PolicyKey? Holder, ObjectPlan? Now, PolicyKey? Owner, ObjectPlan? Then)
{
    private readonly EdgeSet _failed = EdgeFaults.Edges(Then?.Failed ?? []);

    /// <summary>What an edge would get. One for which a function would fail keeps what it has.</summary>
    public Variant? At(int slot) => _failed[slot] ? Now?.At(slot) : Then?.At(slot);

    /// <summary>Whether one of the policies has or would have it.</summary>
    public bool Concerns(HashSet<PolicyKey> policies) => (Owner is { } owner && policies.Contains(owner)) || (Holder is { } holder && policies.Contains(holder));
}
