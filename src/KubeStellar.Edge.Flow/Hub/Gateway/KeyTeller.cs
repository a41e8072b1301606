using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Tells edges, with the answer to a heartbeat, what changed of the keys that they depend on: those that were away hear of all of it when they are back.</summary>
internal sealed class KeyTeller(IRootSigner signer, IEdgeAdmission admission)
{
    /// <summary>The answer with what this edge does not know yet.</summary>
    internal HeartbeatReply Tell(HeartbeatReply reply, EdgeRecord edge, HeartbeatMessage message)
    {
        var chain = signer.HandOvers;
        return reply with
        {
            HandOvers = message.HubSerial is { } serial && serial != chain.Count ? chain : null,
            User = message.Issuer is { Length: > 0 } issuer && admission.Issuer is { Length: > 0 } now && issuer != now ? User(edge.Id, edge.Identity.PublicKey) : null,
            Rekey = edge.RekeyAsked is not null || edge.Identity.Former is not null ? true : null,
        };
    }

    /// <summary>A user of the edge, as edges believe it.</summary>
    internal UserRenewal User(string edge, string publicKey)
    {
        var jwt = admission.MintEdge(edge, publicKey);
        return new UserRenewal(jwt, Convert.ToBase64String(signer.Sign(UserRenewal.Signed(jwt))));
    }
}
