using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>A person steers rollouts: recorded durably first, then the flow is woken, which acts on what is recorded. A hub that dies in between acts when it is back.</summary>
internal sealed class RolloutHandler(
    RolloutTable rollouts, FreezeBook freeze, IngestStore store, ParentClaims parent, HubInventory inventory, HubChanges changes, HubEvents events, TimeProvider time)
{
    public Task<ApiReply> RunAsync(string workspace, RolloutRequest request, CancellationToken token)
    {
        return store.AloneAsync(
            () => request.Action switch
            {
                RolloutActions.Freeze => FreezeAsync(request, token),
                RolloutActions.Unfreeze => UnfreezeAsync(request, token),
                _ => OrderAsync(workspace, request, token),
            },
            token);
    }

    private async Task<ApiReply> OrderAsync(string workspace, RolloutRequest request, CancellationToken token)
    {
        RequestCheck.CheckWorkspace(workspace);
        var key = Known(workspace, request.Policy);
        if (parent.RefuseOrder(key, request.Action) is { } wrong)
        {
            throw RequestRefusedException.Because("forbidden", wrong);
        }

        RolloutRecord? before = null;
        var after = await rollouts.UpdateAsync(key, record => RolloutOrders.Apply(before = record, request, time.GetUtcNow()), token);
        changes.Policy(key);
        Add(OrderEvent.Of(request, before!, after), key.Name, workspace, request);
        return Reply(new RolloutResult { Policy = key.Name, Rollout = after, Freeze = freeze.At(time.GetUtcNow()) });
    }

    private async Task<ApiReply> FreezeAsync(RolloutRequest request, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (freeze.At(now) is { } frozen)
        {
            throw OrderText.Refuse($"every rollout is frozen already, {Stops.Describe(frozen)}; kse rollout unfreeze ends it");
        }

        var stop = Stops.Of(request, now);
        await freeze.SetAsync(stop, token);
        changes.Poke();
        Add(OrderEvent.Frozen(request, stop), "hub", "", request);
        return Reply(new RolloutResult { Freeze = stop });
    }

    private async Task<ApiReply> UnfreezeAsync(RolloutRequest request, CancellationToken token)
    {
        if (freeze.At(time.GetUtcNow()) is not { } frozen)
        {
            throw OrderText.Refuse("rollouts are not frozen; kse rollout status POLICY says why one does not go on");
        }

        await freeze.SetAsync(null, token);
        changes.Poke();
        Add(OrderEvent.Unfrozen(request, frozen), "hub", "", request);
        return Reply(new RolloutResult());
    }

    // A deleted policy whose removals are on their way is steered as well.
    private PolicyKey Known(string workspace, string name)
    {
        var key = new PolicyKey(workspace, name);
        if (inventory.Policy(key) is not null || rollouts.Of(key) is not null)
        {
            return key;
        }

        var names = inventory.Policies.Where(policy => policy.Workspace == workspace).Select(policy => policy.Name).Order(StringComparer.Ordinal).ToList();
        throw RequestRefusedException.Because("not-found", name.Length == 0 ? "which policy? Give its name" : $"{workspace} has no policy {name}{NearestName.Hint(name, names)}");
    }

    private void Add(OrderEvent told, string subject, string workspace, RolloutRequest request) =>
        events.Add(told.Kind, subject, workspace, OrderText.Who(request), told.Message, told.Before, told.After);

    private static ApiReply Reply(RolloutResult result) => new() { Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.RolloutResult) };
}
