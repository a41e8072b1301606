using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>What people are told of rollouts.</summary>
internal sealed partial class HubFlow
{
    Task<RolloutResult> IHubAnswerer.RolloutAsync(PolicyKey policy, bool plan, CancellationToken token) =>
        Task.FromResult(new RolloutResult { Policy = policy.Name, Rollout = state.Rollouts.Of(policy) });
}
