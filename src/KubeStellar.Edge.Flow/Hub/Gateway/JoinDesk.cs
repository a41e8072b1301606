using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Admits devices. The order matters: proof of the key, then the token's use made durable, then the inventory, then the credentials; so that a crash anywhere
/// is repaired by the device's asking again, and no token admits more edges than it says.
/// </summary>
internal sealed class JoinDesk(
    IHubInventory inventory, IHubCommands commands, TokenStore tokens, RevocationBook revoked, IEdgeAdmission admission, IRootSigner signer, IRootVerifier verifier,
    EventQueue events, DenialRate denials, HubLineage lineage, TimeProvider time, ILogger<JoinDesk> log)
{
    private const int Tries = 16;

    internal async Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token)
    {
        if (Fault(tokenId, request) is { } fault)
            return Refuse(tokenId, "", fault);
        if (await revoked.OfAsync(request.PublicKey, token) is { } past)
            return Refuse(tokenId, request.Edge, $"the key of this device was revoked at {past.At:O}; give it a new state directory, and so a key of its own, before it may join again");
        var (record, refused) = await SpendAsync(tokenId, request, token);
        if (record is null)
            return Refuse(tokenId, request.Edge, refused);

        var known = inventory.Edge(request.Edge);
        if (known is null)
        {
            var edge = new EdgeRecord
            {
                Id = request.Edge,
                Labels = new SortedDictionary<string, string>(record.Labels, StringComparer.Ordinal),
                Properties = new SortedDictionary<string, JsonElement>(request.Properties, StringComparer.Ordinal),
                Identity = new EdgeIdentity(request.PublicKey, request.ExchangeKey, tokenId, time.GetUtcNow()),
                Region = request.Hub is { } hub ? new RegionRecord(hub, record.Region!) : null,
            };
            if (await commands.AdmitAsync(edge, token) is { } why)
                return Refuse(tokenId, request.Edge, why);
        }

        GatewayLog.Joined(log, request.Edge, tokenId);
        return new JoinReply
        {
            Jwt = admission.MintEdge(request.Edge, request.PublicKey),
            HubKey = signer.PublicKey,
            Labels = new SortedDictionary<string, string>(known?.Labels ?? record.Labels, StringComparer.Ordinal),
            Lineage = request.Hub is null ? null : lineage.Keys,
        };
    }

    /// <summary>Why a device may not be what it asks to be: a token for regions admits no edge, one for edges no region, and no hub follows itself.</summary>
    private string? Unfit(TokenRecord token, JoinRequest request, EdgeRecord? known) =>
        token.Region is null && request.Hub is not null ? "the token admits ordinary edges, and a hub came with it; make one with `kse token create --region`"
        : token.Region is not null && request.Hub is null ? "the token admits regions, and an ordinary edge came with it; make one with `kse token create`"
        : known is not null && known.Region?.Hub != request.Hub ? $"{request.Edge} joined as {(known.Region is null ? "an ordinary edge" : "a region with another hub")} before; remove it first (kse remove edge {request.Edge})"
        : request.Hub is { } hub ? lineage.Refuse(hub)
        : null;

    /// <summary>Checks the token and counts the edge as a use of it, durably. An edge that is in already, with the same key, only asks again after a lost answer.</summary>
    private async Task<(TokenRecord? Record, string Refused)> SpendAsync(string tokenId, JoinRequest request, CancellationToken token)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            if (await tokens.ReadAsync(tokenId, token) is not { } found)
                return (null, "the hub knows no such token; make a new one with `kse token create`");
            var (record, revision) = found;
            if (record.Expires is { } until && until <= time.GetUtcNow())
                return (null, $"the token expired at {until:O}; make a new one with `kse token create`");
            var known = inventory.Edge(request.Edge);
            if (known is not null && known.Identity.PublicKey != request.PublicKey)
                return (null, $"another device holds the id {request.Edge}; choose another id, or remove that edge first");
            if (Unfit(record, request, known) is { } unfit)
                return (null, unfit);
            if (known is not null)
                return (record, "");

            if (record.UsedBy.Contains(request.Edge, StringComparer.Ordinal))
                return (record, "");
            if (record.Uses == 0)
                return (record, ""); // nothing to count: ten thousand devices are not ten thousand writes of a growing list
            if (record.UsedBy.Count >= record.Uses)
                return (null, $"the token was good for {record.Uses} edge(s) and is used up; make a new one with `kse token create`");
            var used = record with { UsedBy = [.. record.UsedBy, request.Edge] };
            if (await tokens.WriteAsync(used, revision, token))
                return (used, "");
        }

        return (null, "too many devices join with this token at once; try again");
    }

    private string? Fault(string tokenId, JoinRequest request)
    {
        if (!TokenStore.IsId(tokenId))
            return "this is no token id";
        if (Names.ExplainDnsLabel(request.Edge) is { } wrong)
            return $"the edge id {wrong}";
        if (!admission.IsUserKey(request.PublicKey))
            return "the public key is no user NKey (it would begin with U)";
        if (!IsExchangeKey(request.ExchangeKey))
            return "the exchange key is not 32 bytes in base64url";
        var proof = new byte[64];
        if (!Convert.TryFromBase64String(request.Proof, proof, out var length) || length != proof.Length)
            return "the proof is no Ed25519 signature in base64";
        if (request.Hub is { } hub && !Names.IsDnsLabel(hub.ToLowerInvariant()))
            return "the hub's key is none";
        var message = Encoding.UTF8.GetBytes($"kse-join-1\n{tokenId}\n{request.Edge}\n{request.ExchangeKey}");
        return verifier.Verify(request.PublicKey, message, proof) ? null : "the proof is not by the key that the request names";
    }

    private static bool IsExchangeKey(string text) =>
        Base64Url.IsValid(text, out var length) && length == 32;

    private JoinReply Refuse(string tokenId, string edge, string why)
    {
        GatewayLog.JoinRefused(log, edge, tokenId, why);
        var subject = edge.Length > 0 ? edge : "*";
        if (denials.Tell("edge.refused", $"a device that came with token {(TokenStore.IsId(tokenId) ? tokenId : "(none)")} was refused: {why}") is { } told)
            events.Note("edge.refused", subject, "hub", told);
        return new JoinReply { Refused = why };
    }
}
