using System.Buffers.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Whether a request to join is one, by somebody who holds the key that it names.</summary>
internal sealed class JoinCheck(IEdgeAdmission admission, IRootVerifier verifier)
{
    /// <summary>What is wrong with a request; null for nothing.</summary>
    internal string? Fault(string tokenId, JoinRequest request)
    {
        if (!TokenStore.IsId(tokenId))
            return "this is no token id";
        if (Names.ExplainDnsLabel(request.Edge) is { } wrong)
            return $"the edge id {wrong}";
        if (!admission.IsUserKey(request.PublicKey))
            return "the public key is no user NKey (it would begin with U)";
        if (!Base64Url.IsValid(request.ExchangeKey, out var size) || size != 32)
            return "the exchange key is not 32 bytes in base64url";
        var proof = new byte[64];
        if (!Convert.TryFromBase64String(request.Proof, proof, out var length) || length != proof.Length)
            return "the proof is no Ed25519 signature in base64";
        if (request.Hub is { } hub && !Names.IsDnsLabel(hub.ToLowerInvariant()))
            return "the hub's key is none";
        var message = JoinProof.Message(tokenId, request.Edge, request.ExchangeKey, request.Replace is true);
        return verifier.Verify(request.PublicKey, message, proof) ? null : "the proof is not by the key that the request names";
    }
}
