using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>The hub's commands: each handler does the work; here a refusal becomes an answer, and a command is refused while the hub is not to be trusted.</summary>
internal sealed class HubCommands(
    ApplyHandler apply, DeleteHandler delete, EdgeHandler edges, AdmissionHandler admissions, RevocationHandler revocations, ConfirmHandler confirm, RolloutHandler rollouts, BlobHandler blobs) : IHubCommands
{
    public Task<ApiReply> ApplyAsync(string workspace, ApplyRequest request, CancellationToken token) =>
        AnswerAsync(() => apply.RunAsync(workspace, request, token));

    public Task<ApiReply> DeleteAsync(string workspace, DeleteRequest request, CancellationToken token) =>
        AnswerAsync(() => delete.RunAsync(workspace, request, token));

    public Task<ApiReply> EditEdgeAsync(EdgeEditRequest request, CancellationToken token) => AnswerAsync(() => request switch
    {
        { Approve: true } => admissions.ApproveAsync(request, token),
        { Deny: not null } => admissions.DenyAsync(request, token),
        { Release: not null } => admissions.ReleaseAsync(request, token),
        { Revoke: not null } => revocations.RunAsync(request, token),
        _ => edges.EditAsync(request, token),
    });

    public Task<ApiReply> ConfirmAsync(string workspace, ConfirmRequest request, CancellationToken token) =>
        AnswerAsync(() => confirm.RunAsync(workspace, request, token));

    public Task<ApiReply> RolloutAsync(string workspace, RolloutRequest request, CancellationToken token) =>
        AnswerAsync(() => rollouts.RunAsync(workspace, request, token));

    public Task<string?> AdmitAsync(EdgeRecord edge, CancellationToken token) => edges.AdmitAsync(edge, token);

    public async Task<string> FinishAsync(string edge, string publicKey, CancellationToken token)
    {
        try
        {
            return await admissions.FinishAsync(edge, publicKey, token);
        }
        catch (RequestRefusedException refused)
        {
            return refused.Error.Message;
        }
    }

    public async Task HoldAsync(string edge, string reason, string message, CancellationToken token)
    {
        try
        {
            await admissions.HoldAsync(edge, reason, message, token);
        }
        catch (RequestRefusedException refused)
        {
            throw new BucketUnavailableException(refused.Error.Message, refused);
        }
    }

    public Task<string?> IdentifyAsync(string edge, string known, EdgeIdentity identity, CancellationToken token) => edges.IdentifyAsync(edge, known, identity, token);

    public Task FactsAsync(string edge, SortedDictionary<string, JsonElement> properties, CancellationToken token) =>
        edges.FactsAsync(edge, properties, token);

    public Task<ApiReply> BlobAsync(ReadOnlyMemory<byte> chunk, CancellationToken token) => AnswerAsync(() => blobs.RunAsync(chunk));

    private static async Task<ApiReply> AnswerAsync(Func<Task<ApiReply>> run)
    {
        try
        {
            return await run();
        }
        catch (RequestRefusedException refused)
        {
            return Replies.Error(refused.Error);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            return Replies.Error(new ApiError(
                "internal", $"the hub could not write all of it: {error.Message}; send the same again, what was written is then unchanged", []));
        }
    }
}
