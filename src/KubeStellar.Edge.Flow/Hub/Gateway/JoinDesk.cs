using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Admits devices, or has them wait for a person. The order matters: proof of the key, then the token's use made durable, then the inventory, then the credentials; so that a
/// crash anywhere is repaired by the device's asking again, and no token admits more edges than it says.
/// </summary>
internal sealed class JoinDesk(
    IHubInventory inventory, IHubCommands commands, JoinCheck check, JoinFaults faults, TokenStore tokens, PendingStore pending, LeftStore left, RevocationBook revoked, IEdgeAdmission admission, IRootSigner signer,
    EventQueue events, DenialRate denials, HubLineage lineage, TimeProvider time, IOptions<AdmissionOptions> options, ILogger<JoinDesk> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    internal async Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token)
    {
        if (faults.Of(tokenId) is var (wait, last))
            return Later(request, $"too many devices were refused with this token lately; the last one because {last}", wait);
        if (check.Fault(tokenId, request) is { } fault)
            return Refuse(tokenId, "", fault);
        if (await revoked.OfAsync(request.PublicKey, token) is { } past)
            return Refuse(tokenId, request.Edge, $"the key of this device was revoked at {past.At:O}; give it a new state directory, and so a key of its own, before it may join again");
        if (await tokens.ReadAsync(tokenId, token) is not var (record, _))
            return Refuse(tokenId, request.Edge, TokenStore.Unknown);

        var holder = inventory.Edge(request.Edge);
        var waiting = await pending.OfAsync(request.Edge, token);
        var mine = waiting.Of(request.PublicKey);
        if (Over(record, holder, mine, request) is { } over)
            return Refuse(tokenId, request.Edge, over);
        if ((JoinRules.Unfit(record, request, holder) ?? (request.Hub is { } hub ? lineage.Refuse(hub) : null)) is { } unfit)
            return Refuse(tokenId, request.Edge, unfit);
        if (mine is { State: PendingState.Approved })
            return await FinishAsync(tokenId, request, token);
        if (holder is not null && holder.Identity.PublicKey == request.PublicKey)
            return Admit(tokenId, request, holder.Labels);
        if (mine is { State: PendingState.Denied } && mine.TokenId == tokenId)
            return Refuse(tokenId, request.Edge, $"it was denied at {mine.DecidedAt:O}{(mine.Reason is { } reason ? $": {reason}" : "")}. Whoever runs the hub can still approve it (kse edges approve {request.Edge})");
        if (JoinRules.Taken(record, request, holder) is { } taken)
            return Refuse(tokenId, request.Edge, taken);

        // Before anybody is bothered, and before anything is written.
        if (record.Spent(request.Edge) is { Length: > 0 } spent)
            return Refuse(tokenId, request.Edge, spent);
        if (JoinRules.ByHand(options.Value.ApproveJoins, record, request, holder, await left.OfAsync(request.Edge, token), waiting) is { } why)
            return await WaitAsync(record, request, mine, why, token);
        if (JoinRules.Named(record, request))
            return await SucceedAsync(record, request, token);
        return await tokens.SpendAsync(tokenId, request.Edge, token) is { Length: > 0 } used ? Refuse(tokenId, request.Edge, used) : await TakeAsync(record, request, token);
    }

    /// <summary>A token that is over admits nobody new; who came with it in time may still be approved, and hear of it.</summary>
    private string? Over(TokenRecord record, EdgeRecord? holder, PendingDevice? mine, JoinRequest request)
    {
        var inTime = mine is not null || (record.Approve is true && holder is not null && holder.Identity.PublicKey == request.PublicKey);
        return record.IsOver(time.GetUtcNow()) && !inTime ? $"the token expired at {record.Expires:O}; make a new one with `kse token create`" : null;
    }

    /// <summary>Puts the device into the inventory on its token's word alone.</summary>
    private async Task<JoinReply> TakeAsync(TokenRecord record, JoinRequest request, CancellationToken token)
    {
        var asked = Asking(record, request);
        var edge = new EdgeRecord
        {
            Id = request.Edge,
            Labels = asked.Labels,
            Properties = asked.Properties,
            Identity = new EdgeIdentity(asked.PublicKey, asked.ExchangeKey, asked.TokenId, asked.Since),
            Region = asked.Region,
        };
        return await commands.AdmitAsync(edge, token) is { } why ? Refuse(record.Id, request.Edge, why) : Admit(record.Id, request, record.Labels);
    }

    /// <summary>Has the device wait, and tells people of it the first time.</summary>
    private async Task<JoinReply> WaitAsync(TokenRecord record, JoinRequest request, PendingDevice? mine, string why, CancellationToken token)
    {
        var asks = Asking(record, request) with { Why = why };
        if (mine is null || mine.TokenId != asks.TokenId || mine.Replace != asks.Replace)
        {
            if (FactLimits.Explain(request.Properties) is { } wrong)
                return Refuse(record.Id, request.Edge, wrong);
            mine = asks;
            if (await pending.AskAsync(request.Edge, mine, token) is { Length: > 0 } full)
                return Later(request, full, null);
            events.Note("edge.pending", request.Edge, request.Edge, $"a device with fingerprint {DeviceFingerprint.Of(request.PublicKey)} asks to be {request.Edge} with token {record.Id}, and waits for a person, because {why}");
            GatewayLog.JoinWaits(log, request.Edge, record.Id, DeviceFingerprint.Of(request.PublicKey), why);
        }

        return Waits(request, new JoinWait(DeviceFingerprint.Of(request.PublicKey), $"a person has to approve this device at the hub, because {mine.Why}", mine.Since, (long)Pause.TotalMilliseconds));
    }

    /// <summary>The token is a person's word that this device is the edge: recorded as an approval, so that a crash leaves something that can be finished.</summary>
    private async Task<JoinReply> SucceedAsync(TokenRecord record, JoinRequest request, CancellationToken token)
    {
        if (FactLimits.Explain(request.Properties) is { } wrong)
            return Refuse(record.Id, request.Edge, wrong);
        var device = Asking(record, request) with { State = PendingState.Approved, Why = "its token names the edge", DecidedBy = $"token {record.Id}", DecidedAt = time.GetUtcNow() };
        return await pending.AskAsync(request.Edge, device, token) is { Length: > 0 } full ? Later(request, full, null) : await FinishAsync(record.Id, request, token);
    }

    private async Task<JoinReply> FinishAsync(string tokenId, JoinRequest request, CancellationToken token) =>
        await commands.FinishAsync(request.Edge, request.PublicKey, token) is { Length: > 0 } why
            ? Refuse(tokenId, request.Edge, why)
            : Admit(tokenId, request, inventory.Edge(request.Edge)?.Labels ?? []);

    private PendingDevice Asking(TokenRecord record, JoinRequest request) => new(request.PublicKey, request.ExchangeKey, record.Id, time.GetUtcNow())
    {
        Labels = new SortedDictionary<string, string>(record.Labels, StringComparer.Ordinal),
        Properties = new SortedDictionary<string, JsonElement>(request.Properties, StringComparer.Ordinal),
        Replace = request.Replace is true || JoinRules.Named(record, request) ? true : null,
        Region = request.Hub is { } hub ? new RegionRecord(hub, record.Region!) : null,
    };

    private JoinReply Admit(string tokenId, JoinRequest request, SortedDictionary<string, string> labels)
    {
        GatewayLog.Joined(log, request.Edge, tokenId);
        return new JoinReply
        {
            Jwt = admission.MintEdge(request.Edge, request.PublicKey),
            HubKey = signer.PublicKey,
            HandOvers = signer.HandOvers is { Count: > 0 } chain ? chain : null,
            Labels = new SortedDictionary<string, string>(labels, StringComparer.Ordinal),
            Lineage = request.Hub is null ? null : lineage.Keys,
        };
    }

    private JoinReply Later(JoinRequest request, string why, TimeSpan? wait) =>
        Waits(request, new JoinWait(DeviceFingerprint.Of(request.PublicKey), $"{why}; it is tried again", null, wait is { } time ? (long)Math.Ceiling(time.TotalMilliseconds) : null));

    // A device of an older version stops there, and says why; a newer one goes on asking.
    private JoinReply Waits(JoinRequest request, JoinWait wait) => new() { Refused = $"{wait.Why} (fingerprint {wait.Fingerprint}, id {request.Edge})", Waits = wait, HubKey = signer.PublicKey };

    private JoinReply Refuse(string tokenId, string edge, string why)
    {
        faults.Add(tokenId, why);
        GatewayLog.JoinRefused(log, edge, tokenId, why);
        var subject = edge.Length > 0 ? edge : "*";
        if (denials.Tell("edge.refused", $"a device that came with token {(TokenStore.IsId(tokenId) ? tokenId : "(none)")} was refused: {why}") is { } told)
            events.Note("edge.refused", subject, "hub", told);
        return new JoinReply { Refused = why };
    }
}
