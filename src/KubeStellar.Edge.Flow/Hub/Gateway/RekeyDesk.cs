using System.Buffers.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Takes the keys that an edge made for itself. The order matters: both keys' proof, then the new identity made durable, then the new user, and only when the edge says, over its new
/// key, that it got in, the old key voided and forgotten. Whoever dies in between asks, or is told, the same again.
/// </summary>
internal sealed class RekeyDesk(
    IHubInventory inventory, IHubCommands commands, RevocationBook revoked, IEdgeAdmission admission, IRootVerifier verifier, KeyTeller teller, EventQueue events, TimeProvider time)
{
    internal async Task<RekeyReply> TakeAsync(string edge, RekeyMessage message, CancellationToken token)
    {
        if (message.Edge != edge)
            throw new ArgumentException($"keys of edge {edge} speak for another edge", nameof(message));
        if (inventory.Edge(edge) is not { } known)
            return Refuse("the hub does not know this edge (any more); start it once with --rejoin --join TOKEN");
        if (Fault(message) is { } fault)
            return Refuse(fault);
        return message.Switched == true ? await SwitchedAsync(known, message, token) : await TakeAsync(known, message, token);
    }

    private async Task<RekeyReply> TakeAsync(EdgeRecord known, RekeyMessage message, CancellationToken token)
    {
        var identity = known.Identity;
        if (identity.PublicKey == message.New && identity.ExchangeKey == message.ExchangeKey && identity.Former == message.Old)
            return new RekeyReply { User = teller.User(known.Id, message.New) }; // asked again after an answer that was lost
        if (identity.Former is { } former)
            return Refuse($"another new key is recorded for it, {identity.PublicKey}, made while its key was {former}, and it has not come with that one; revoke the edge, and let the device join again");
        if (identity.PublicKey != message.Old)
            return Refuse("the old key is not the one that the hub knows of it");
        if (message.New == message.Old || await revoked.OfAsync(message.New, token) is not null || inventory.Edges.Any(other => other.Identity.PublicKey == message.New))
            return Refuse("the new key is in use already, or void");
        var next = identity with { PublicKey = message.New, ExchangeKey = message.ExchangeKey, Former = message.Old, Since = time.GetUtcNow() };
        if (await commands.IdentifyAsync(known.Id, identity.PublicKey, next, token) is { } why)
            return Refuse(why);
        events.Note("key.made", known.Id, known.Id, $"edge {known.Id} made itself the key {message.New}; {message.Old} is void as soon as it is in with that");
        return new RekeyReply { User = teller.User(known.Id, message.New) };
    }

    private async Task<RekeyReply> SwitchedAsync(EdgeRecord known, RekeyMessage message, CancellationToken token)
    {
        var identity = known.Identity;
        if (identity.PublicKey != message.New)
            return Refuse("the new key is not the one that the hub knows of it");
        if (identity.Former is not { } former)
            return new RekeyReply();

        // The key first: a hub that dies here lets nobody in who should be out, and is told again.
        var left = await revoked.RevokeAsync(known.Id, former, "rotated", token);
        if (await commands.IdentifyAsync(known.Id, identity.PublicKey, identity with { Former = null }, token) is { } why)
            return Refuse(why);
        events.Note("key.rotated", known.Id, known.Id, $"edge {known.Id} is in with its key {identity.PublicKey}; {former} is void{(left.Length > 0 ? $" ({left})" : "")}");
        return new RekeyReply();
    }

    private string? Fault(RekeyMessage message)
    {
        if (!admission.IsUserKey(message.New))
            return "the new key is no user NKey (it would begin with U)";
        if (!Base64Url.IsValid(message.ExchangeKey, out var length) || length != 32)
            return "the exchange key is not 32 bytes in base64url";
        var signed = message.Signed();
        if (!verifier.IsBy(message.New, signed, message.Consent))
            return "it is not signed by the new key";
        return message.Switched == true || verifier.IsBy(message.Old, signed, message.Proof) ? null : "it is not signed by the old key";
    }

    private static RekeyReply Refuse(string why) => new() { Refused = why };
}
