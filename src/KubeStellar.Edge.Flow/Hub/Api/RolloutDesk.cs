using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Questions about rollouts, and orders. What only stops something is taken while the hub holds, too: people stop a fleet when something is wrong.</summary>
internal sealed class RolloutDesk(IHubInventory inventory, IHubDesired desired, IHubCommands commands, FreezeBook freeze, HubHold hold, Doorkeeper door, Asker who, TimeProvider time)
{
    internal Task<ApiReply> RunAsync(string workspace, RolloutRequest request, CancellationToken token)
    {
        switch (request.Action)
        {
            case RolloutActions.Status or RolloutActions.Plan:
                return ReadAsync(workspace, request, token);
            case { } action when !RolloutActions.All.Contains(action):
                throw ApiRequests.Refuse("action", $"there is no '{action}' of rollouts{NearestName.Hint(action, RolloutActions.All)}");
            case { } when hold.Holds && !Stops(request):
                throw new ApiRefusedException("held", $"the hub holds: {hold.Reason}");
            case RolloutActions.Freeze or RolloutActions.Unfreeze:
                door.FleetOnly("to stop all rollouts, or let them go on,");
                return commands.RolloutAsync(workspace, Named(request), token);
            default:
                return commands.RolloutAsync(workspace, Named(request), token);
        }
    }

    /// <summary>Looks, and does nothing else.</summary>
    internal Task<ApiReply> LookAsync(string workspace, RolloutRequest request, CancellationToken token) => request.Action is RolloutActions.Status or RolloutActions.Plan
        ? ReadAsync(workspace, request, token)
        : throw ApiRequests.Refuse("action", $"'{ApiVerbs.RolloutStatus}' only looks: {RolloutActions.Status} or {RolloutActions.Plan}");

    // Who approves counts, and who is known is not who somebody says they are.
    private RolloutRequest Named(RolloutRequest request) => who.Now.User is { } user ? request with { Actor = user.Name } : request;

    private static bool Stops(RolloutRequest request) =>
        request.Action is RolloutActions.Freeze or RolloutActions.Pause || request is { Action: RolloutActions.Abort, Keep: true };

    private async Task<ApiReply> ReadAsync(string workspace, RolloutRequest request, CancellationToken token)
    {
        var frozen = freeze.At(time.GetUtcNow());
        if (request is { Action: RolloutActions.Status, Policy.Length: 0 })
            return Reply(new RolloutResult { Freeze = frozen });
        var key = new PolicyKey(workspace, request.Policy);
        if (inventory.Policy(key) is null && desired.Rollout(key) is null)
        {
            var names = inventory.Policies.Where(policy => policy.Workspace == workspace).Select(policy => policy.Name).Order(StringComparer.Ordinal).ToList();
            throw new ApiRefusedException("not-found", request.Policy.Length == 0 ? "which policy? Give its name" : $"{workspace} has no policy {request.Policy}{NearestName.Hint(request.Policy, names)}");
        }

        var result = await desired.RolloutAsync(key, request.Action == RolloutActions.Plan, token);
        return Reply(result.Freeze is null ? result with { Freeze = frozen } : result);
    }

    private static ApiReply Reply(RolloutResult result) => ApiReplies.Of(result, ContractsJson.Default.RolloutResult);
}
