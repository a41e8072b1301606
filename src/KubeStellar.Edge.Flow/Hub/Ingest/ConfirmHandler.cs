using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A person lets a held change go on: recorded durably first, then taken into the flow, which releases exactly that change or a smaller one.</summary>
internal sealed class ConfirmHandler(RolloutTable rollouts, IngestStore store, HubChanges changes, SourceBook sources, HubEvents events)
{
    public Task<ApiReply> RunAsync(string workspace, ConfirmRequest request, CancellationToken token) =>
        store.AloneAsync(
            async () =>
            {
                RequestCheck.CheckWorkspace(workspace);
                if (sources.Find(request.Id, workspace) is { } source && sources.Of(source.Id) is { Phase: SourcePhase.Held } held)
                {
                    return Source(source, held, request);
                }

                var waiting = rollouts.All
                    .Where(rollout => rollout.Policy.Workspace == workspace && rollout.Hold is { } hold && (hold.Id == request.Id || rollout.Policy.Name == request.Id))
                    .ToList();
                if (waiting.Count == 0)
                {
                    throw RequestRefusedException.Because("not-found", $"no change {request.Id} waits in {workspace}; kse get policies shows those that do");
                }

                var confirmed = new List<RolloutRecord>();
                foreach (var rollout in waiting)
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

    // What it reads next is obeyed; nothing of it is durable, so a hub that dies here asks again.
    private ApiReply Source(ISource source, SourceRecord record, ConfirmRequest request)
    {
        source.Confirm();
        events.Add("source.confirmed", source.Id, source.Workspace, "api", $"{record.Message} {request.Reason}".TrimEnd());
        return Replies.Item(record, ContractsJson.Default.SourceRecord);
    }
}
