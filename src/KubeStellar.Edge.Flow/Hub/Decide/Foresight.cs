using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>What a request would come to.</summary>
/// <param name="Plans">The workspace's policies as they would be, loaded, with what is in force; without their objects.</param>
/// <param name="Objects">Every object that the request may change, but for those of policies that would stall.</param>
/// <param name="Stalled">Policies that would stall as a whole.</param>
internal sealed record Foresight(IReadOnlyDictionary<PolicyKey, PolicyPlan> Plans, IReadOnlyList<Foreseen> Objects, IReadOnlyList<ForeseenStall> Stalled)
{
    /// <summary>What the policies of the request carry up, a sentence each.</summary>
    public IReadOnlyList<string> Carries { get; init; } = [];

    /// <summary>Libraries of the request that the workspace does not have yet.</summary>
    public IReadOnlyList<LibraryReference> Libraries { get; init; } = [];
}
