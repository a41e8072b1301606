using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>Gate, in steps: which edges get the newest decisions now, and what people are told of that.</summary>
internal sealed partial class HubFlow
{
    /// <summary>Moves every policy's rollout. A policy that cannot say what its waves are is stalled like one that cannot say where its objects go.</summary>
    private async Task RollAsync(CancellationToken token)
    {
        foreach (var policy in _plan.Policies.Values)
        {
            if (await SurviveAsync(policy, () => rollouts.SyncAsync(policy, _plan, state.Publish.Releases, token), token) is { } fault)
            {
                Stall(policy, fault);
                policy.DirtyAll = true;
            }

            state.Rollouts.Lag(policy.Key, policy.Goal is null || policy.Keeps ? 0 : Enumerable.Range(0, _plan.Fleet.Count).Count(slot => _plan.Fleet[slot] is not null && policy.Lags(slot)));
        }
    }

    async Task<RolloutResult> IHubAnswerer.RolloutAsync(PolicyKey policy, bool plan, CancellationToken token) =>
        await rollouts.StatusAsync(policy, _plan, plan, token);
}
