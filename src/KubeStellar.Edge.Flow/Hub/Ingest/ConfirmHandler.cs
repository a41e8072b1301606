using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A person lets a held change go on: recorded durably first, then taken into the flow, which releases exactly that change or a smaller one.</summary>
internal sealed class ConfirmHandler(RolloutTable rollouts, IngestStore store, HubChanges changes, HubEvents events)
{
    public Task<ApiReply> RunAsync(string workspace, ConfirmRequest request, CancellationToken token) =>
        store.AloneAsync(
            async () =>
            {
                RequestCheck.CheckWorkspace(workspace);
                var held = rollouts.All
                    .Where(rollout => rollout.Policy.Workspace == workspace && rollout.Hold is { } hold && (hold.Id == request.Id || rollout.Policy.Name == request.Id))
                    .ToList();
                if (held.Count == 0)
                {
                    throw RequestRefusedException.Because("not-found", $"no change {request.Id} waits in {workspace}; kse get policies shows those that do");
                }

                var confirmed = new List<RolloutRecord>();
                foreach (var rollout in held)
                {
                    var next = await rollouts.UpdateAsync(rollout.Policy, now => now with { Confirmed = rollout.Hold!.Id }, token);
                    confirmed.Add(next);
                    changes.Policy(rollout.Policy);
                    events.Add("change.confirmed", rollout.Policy.Name, workspace, "api", $"{rollout.Hold!.Id}: {rollout.Hold.Removed} of {rollout.Hold.Total} placements go. {request.Reason}");
                }

                return new ApiReply
                {
                    Result = JsonSerializer.SerializeToElement(
                        new ItemsResult { Items = [.. confirmed.Select(next => JsonSerializer.SerializeToElement(next, ContractsJson.Default.RolloutRecord))] },
                        ContractsJson.Default.ItemsResult),
                };
            },
            token);
}
