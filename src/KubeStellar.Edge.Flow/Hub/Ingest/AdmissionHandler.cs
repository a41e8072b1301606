using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// What people decide of devices that ask to be edges. A decision is durable before anything is done for it, and doing it is the same however often it is begun: a hub that
/// dies in between finishes when the device asks again, when it starts, or when it is told once more.
/// </summary>
internal sealed class AdmissionHandler(
    IngestStore store, HubInventory inventory, HubEvents events, Asker asker, PendingStore pending, LeftStore left, TokenStore tokens, RevocationBook revoked, Successions successions, TimeProvider time)
{
    /// <summary>Approves the device that waits for an id, and admits it.</summary>
    public Task<ApiReply> ApproveAsync(EdgeEditRequest request, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            var (record, device) = await ChosenAsync(request, token);
            await RefuseUnfitAsync(request, device, token);
            if (device.State != PendingState.Approved)
            {
                device = device with { State = PendingState.Approved, Added = request.SetLabels.Count > 0 ? request.SetLabels : null, DecidedBy = asker.Name, DecidedAt = time.GetUtcNow(), Reason = null };
                await DecideAsync(record.Edge, device, token);
                events.Add("edge.approved", record.Edge, "", Asker.Unnamed, $"fingerprint {DeviceFingerprint.Of(device.PublicKey)}, key {device.PublicKey}, with token {device.TokenId}; asked because {device.Why}");
            }

            var (refused, note) = await FinishAloneAsync(record.Edge, device, token);
            return refused.Length > 0
                ? throw RequestRefusedException.Because("conflict", $"{record.Edge} was not admitted: {refused}")
                : Replies.Item(inventory.Edge(record.Edge)!, ContractsJson.Default.EdgeRecord, note.Length > 0 ? note : null);
        },
        token);

    /// <summary>Refuses the device that waits for an id.</summary>
    public Task<ApiReply> DenyAsync(EdgeEditRequest request, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            var (record, device) = await ChosenAsync(request, token);
            if (device.State == PendingState.Approved)
                throw RequestRefusedException.Because("conflict", $"the device was approved by {device.DecidedBy} and is {record.Edge} by now; cut it off with `kse edge revoke {record.Edge}`");
            var reason = request.Deny is { Length: > 0 } given ? given : null;
            record = await DecideAsync(record.Edge, device with { State = PendingState.Denied, DecidedBy = asker.Name, DecidedAt = time.GetUtcNow(), Reason = reason }, token);
            events.Add("edge.denied", record.Edge, "", Asker.Unnamed, $"fingerprint {DeviceFingerprint.Of(device.PublicKey)}, key {device.PublicKey}, with token {device.TokenId}{(reason is null ? "" : $": {reason}")}");
            return Replies.Item(record, ContractsJson.Default.PendingRecord);
        },
        token);

    /// <summary>Ends what holds an edge.</summary>
    public Task<ApiReply> ReleaseAsync(EdgeEditRequest request, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            var edge = inventory.Edge(request.Edge) ?? throw RequestRefusedException.Because("not-found", $"no edge {request.Edge}");
            if (edge.Hold is not { } hold)
                throw RequestRefusedException.Because("conflict", $"the edge {edge.Id} is not held");
            edge = edge with { Hold = null, Generation = edge.Generation + 1 };
            await store.PutEdgeAsync(edge, token);
            events.Add("edge.released", edge.Id, "", Asker.Unnamed, $"it was held since {hold.Since:O} ({hold.Reason}){(request.Release is { Length: > 0 } why ? $": {why}" : "")}");
            return Replies.Item(edge, ContractsJson.Default.EdgeRecord);
        },
        token);

    /// <summary>Holds an edge; nothing when it is held, or gone.</summary>
    public Task HoldAsync(string edge, string reason, string message, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            if (inventory.Edge(edge) is not { Hold: null } known)
                return false;
            await store.PutEdgeAsync(known with { Hold = new EdgeHold(reason, message, time.GetUtcNow()), Generation = known.Generation + 1 }, token);
            events.Add("edge.cloned", edge, "", "hub", message);
            return true;
        },
        token);

    /// <summary>Does what is left to do for a device that was approved: empty when it is the edge now, else why it cannot be.</summary>
    public Task<string> FinishAsync(string edge, string publicKey, CancellationToken token) => store.AloneAsync(
        async () => (await pending.OfAsync(edge, token)).Of(publicKey) is { State: PendingState.Approved } device ? (await FinishAloneAsync(edge, device, token)).Refused : "",
        token);

    /// <summary>
    /// The order matters: the token's use, then the old key void, then the record with the new one. A hub that dies behind the second has an edge that no device may be, until the
    /// approval, which is durable, is finished; the other way round the old device would speak for the edge of the new one.
    /// </summary>
    private async Task<(string Refused, string Note)> FinishAloneAsync(string edge, PendingDevice device, CancellationToken token)
    {
        var before = inventory.Edge(edge);
        if (before is not null && before.Identity.PublicKey == device.PublicKey)
        {
            await DoneAsync(edge, token);
            return ("", "");
        }

        if (AdmissionRules.Unfit(before, device) is { } unfit)
            return (unfit, "");
        if (await revoked.OfAsync(device.PublicKey, token) is { } past)
            return ($"its key was revoked at {past.At:O}", "");
        if (await tokens.SpendAsync(device.TokenId, edge, token) is { Length: > 0 } spent)
            return (spent, "");
        var old = before?.Identity.PublicKey ?? (await left.OfAsync(edge, token))?.PublicKey;
        var note = old is null || old == device.PublicKey ? "" : await revoked.RevokeAsync(edge, old, $"another device took the id {edge}, approved by {device.DecidedBy}", token);
        await store.PutEdgeAsync(AdmissionRules.Admitted(before, edge, device, time.GetUtcNow()), token);
        successions.Add(edge);
        if (before is null)
            events.Add("edge.admitted", edge, "", edge, $"with token {device.TokenId}, key {device.PublicKey}, approved by {device.DecidedBy}");
        else
            events.Add("edge.replaced", edge, "", edge, $"with token {device.TokenId}, key {device.PublicKey}, approved by {device.DecidedBy}; the key {old} is void");
        await DoneAsync(edge, token);
        return ("", note);
    }

    private async Task DoneAsync(string edge, CancellationToken token)
    {
        // Whoever asked for the same id is told, when it asks again, that somebody has it.
        await pending.ChangeAsync(edge, static record => record with { Devices = [] }, token);
        await left.ForgetAsync(edge, token);
    }

    private async Task<(PendingRecord Record, PendingDevice Device)> ChosenAsync(EdgeEditRequest request, CancellationToken token)
    {
        if (await pending.OfAsync(request.Edge, token) is not { } record)
        {
            throw RequestRefusedException.Because(
                "not-found",
                inventory.Edge(request.Edge) is not { } edge ? $"no device waits for the id {request.Edge}; `kse edges pending` lists those that wait"
                : edge.Hold is not null ? $"no device waits for the id {request.Edge}; the edge is held, which `kse edges release {request.Edge}` ends"
                : $"no device waits for the id {request.Edge}, which an edge has already");
        }

        var (device, why) = record.Choose(request.Fingerprint);
        return device is not null ? (record, device) : throw RequestRefusedException.Because("conflict", why);
    }

    private async Task RefuseUnfitAsync(EdgeEditRequest request, PendingDevice device, CancellationToken token)
    {
        var faults = LabelFaults.Of(request.Edge, request.SetLabels);
        if (faults.Count > 0)
            throw RequestRefusedException.Invalid("nothing was approved", faults);
        if (AdmissionRules.Unfit(inventory.Edge(request.Edge), device) is { } unfit)
            throw RequestRefusedException.Because("conflict", unfit);
        if (await tokens.ReadAsync(device.TokenId, token) is not var (record, _))
            throw RequestRefusedException.Because("conflict", $"the token {device.TokenId} that the device came with was deleted; deny the device, or give it another token");
        if (record.Spent(request.Edge) is { Length: > 0 } spent)
            throw RequestRefusedException.Because("conflict", $"{spent}, and start the device with it");
    }

    private Task<PendingRecord> DecideAsync(string edge, PendingDevice device, CancellationToken token) =>
        pending.ChangeAsync(edge, record => record.With(device), token);
}
