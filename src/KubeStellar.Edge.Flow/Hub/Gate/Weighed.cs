using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>What the guard would say to a policy's change.</summary>
/// <param name="Plan">The policy's plan.</param>
/// <param name="Removals">What it would remove.</param>
/// <param name="Hold">The hold that it would need; null when it may go.</param>
internal sealed record Weighed(PolicyPlan Plan, Removals Removals, HoldRecord? Hold);
