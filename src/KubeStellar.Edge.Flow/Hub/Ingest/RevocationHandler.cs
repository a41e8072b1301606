using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Voids keys: of an edge, of one that left the inventory before, or of whoever has the key that is named.</summary>
internal sealed class RevocationHandler(IngestStore store, HubInventory inventory, HubEvents events, RevocationBook revoked, LeftStore left, IEdgeAdmission admission)
{
    public Task<ApiReply> RunAsync(EdgeEditRequest request, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            var edge = Held(request);
            if (edge is null)
                return await VoidAsync(request, token);

            // The key first: a hub that dies here lets nobody in who should be out, and is asked again.
            var note = await revoked.RevokeAsync(edge.Id, edge.Identity.PublicKey, request.Revoke!, token);
            await left.NoteAsync(edge, token);
            await store.RemoveEdgeAsync(edge.Id, token);
            Tell(edge.Id, edge.Identity.PublicKey, request.Revoke!);
            return Replies.Item(edge, ContractsJson.Default.EdgeRecord, note.Length > 0 ? note : null);
        },
        token);

    /// <summary>The edge of the inventory that is meant; null for none.</summary>
    private EdgeRecord? Held(EdgeEditRequest request)
    {
        if (request.Key is not { } key)
            return inventory.Edge(request.Edge);
        if (!admission.IsUserKey(key))
            throw RequestRefusedException.Because("invalid", $"'{key}' is no device's key: one begins with U, and stands in `kse get edges -o yaml` and in the events of its admission");
        var holder = inventory.Edges.FirstOrDefault(edge => edge.Identity.PublicKey == key);
        return request.Edge.Length == 0 || holder is null || holder.Id == request.Edge
            ? holder
            : throw RequestRefusedException.Because("conflict", $"the key {key} is that of the edge {holder.Id}, not of {request.Edge}");
    }

    private async Task<ApiReply> VoidAsync(EdgeEditRequest request, CancellationToken token)
    {
        var key = request.Key ?? (await left.OfAsync(request.Edge, token))?.PublicKey
            ?? throw RequestRefusedException.Because("not-found", $"no edge {request.Edge}; the key of one that left long ago is voided by --key");
        var edge = request.Edge.Length > 0 ? request.Edge : await left.IdOfAsync(key, token);
        var note = await revoked.RevokeAsync(edge, key, request.Revoke!, token);
        Tell(edge, key, request.Revoke!);
        return Replies.Item((await revoked.OfAsync(key, token))!, ContractsJson.Default.RevocationRecord, note.Length > 0 ? note : null);
    }

    private void Tell(string edge, string key, string reason) =>
        events.Add("edge.revoked", edge.Length > 0 ? edge : key, "", Asker.Unnamed, $"the key {key} is void{(reason.Length > 0 ? $": {reason}" : "")}");
}
