using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Hands out stored contents. To those who may see some workspaces only, what a workspace's own objects, policies and libraries are: a digest alone says nothing of whose it is.</summary>
internal sealed class ContentsDesk(IHubInventory inventory, IHubDesired desired, Asker who)
{
    internal async Task<ApiReply> ReadAsync(string workspace, ContentRequest request, CancellationToken token)
    {
        if (who.Now.Limited && !await MayAsync(workspace, request, token))
            throw new ApiRefusedException("not-found", $"the workspace {workspace} has no content {request.Digest} (any more)");
        return await desired.StoredAsync(request.Digest, token) is { } stored
            ? ApiReplies.Of(new ContentResult { Stored = stored.ToArray() }, ContractsJson.Default.ContentResult)
            : throw new ApiRefusedException("not-found", $"the hub has no content {request.Digest} (any more)");
    }

    private async Task<bool> MayAsync(string workspace, ContentRequest request, CancellationToken token) =>
        Has(workspace, request.Digest)
        || (request.Of is { } whole && Has(workspace, whole) && await desired.StoredAsync(whole, token) is { } list
            && ContentEncoding.TryReadChunks(list.Span, out var chunks) && chunks.Parts.Any(part => part.Digest == request.Digest));

    private bool Has(string workspace, Digest digest) =>
        inventory.Workloads.Any(record => record.Workspace == workspace && record.Digest == digest)
        || inventory.Policies.Any(record => record.Workspace == workspace && record.Digest == digest)
        || inventory.Libraries.Any(record => record.Workspace == workspace && record.Digest == digest);
}
