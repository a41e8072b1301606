using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>Commands that are only noted; admission fills the inventory.</summary>
internal sealed class SideCommands(SideInventory inventory) : IHubCommands
{
    internal List<string> Done { get; } = [];

    public Task<ApiReply> ApplyAsync(string workspace, ApplyRequest request, CancellationToken token) => Note("apply");

    public Task<ApiReply> DeleteAsync(string workspace, DeleteRequest request, CancellationToken token) => Note("delete");

    public Task<ApiReply> EditEdgeAsync(EdgeEditRequest request, CancellationToken token) => Note("edge");

    public Task<ApiReply> ConfirmAsync(string workspace, ConfirmRequest request, CancellationToken token) => Note("confirm");

    public Task<ApiReply> RolloutAsync(string workspace, RolloutRequest request, CancellationToken token) => Note("rollout " + request.Action);

    public Task<ApiReply> BlobAsync(ReadOnlyMemory<byte> chunk, CancellationToken token) => Note("blob");

    public Task<string?> AdmitAsync(EdgeRecord edge, CancellationToken token)
    {
        Done.Add("admit " + edge.Id);
        inventory.Put(edge);
        return Task.FromResult<string?>(null);
    }

    public Task<string> FinishAsync(string edge, string publicKey, CancellationToken token)
    {
        Done.Add("finish " + edge);
        inventory.Put(new EdgeRecord { Id = edge, Identity = new EdgeIdentity(publicKey, "x", "", default) });
        return Task.FromResult("");
    }

    public Task HoldAsync(string edge, string reason, string message, CancellationToken token)
    {
        lock (Done)
            Done.Add("hold " + edge);
        inventory.Put(inventory.Edge(edge)! with { Hold = new EdgeHold(reason, message, default) });
        return Task.CompletedTask;
    }

    public Task<string?> IdentifyAsync(string edge, string known, EdgeIdentity identity, CancellationToken token)
    {
        if (inventory.Edge(edge) is not { } before || before.Identity.PublicKey != known)
            return Task.FromResult<string?>("it has other keys by now");
        Done.Add($"identify {edge} {identity.PublicKey} {identity.Former}");
        inventory.Put(before with { Identity = identity, RekeyAsked = null });
        return Task.FromResult<string?>(null);
    }

    public Task FactsAsync(string edge, SortedDictionary<string, JsonElement> properties, CancellationToken token) => Note("facts " + edge);

    private Task<ApiReply> Note(string what)
    {
        Done.Add(what);
        return Task.FromResult(new ApiReply { Result = JsonSerializer.SerializeToElement(new ItemsResult { Items = [] }, ContractsJson.Default.ItemsResult) });
    }
}
