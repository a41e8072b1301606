using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>Admits edges: issues their users, and join tokens that name this hub.</summary>
/// <param name="mint">Issues users of the hub's account.</param>
/// <param name="signer">The key that edges pin.</param>
/// <param name="hubUrls">URLs under which devices reach the hub's NATS; asked for at each token, since an embedded server knows its port after its start.</param>
/// <param name="caPem">Certificates that the hub's TLS is checked against, asked for at each token; null for none.</param>
/// <param name="issuer">Issues certificates that the server asks clients for; null for none.</param>
public sealed class EdgeAdmission(UserMint mint, IRootSigner signer, Func<IReadOnlyList<string>> hubUrls, Func<string?> caPem, ClientIssuer? issuer = null) : IEdgeAdmission
{
    /// <inheritdoc/>
    public bool IsUserKey(string publicKey) => UserMint.IsUserKey(publicKey);

    /// <inheritdoc/>
    public string Issuer => mint.Issuer;

    /// <inheritdoc/>
    public string MintEdge(string edge, string publicKey) => mint.Edge(edge, publicKey);

    /// <inheritdoc/>
    public (string Token, string PublicKey) MintToken(string tokenId, DateTimeOffset? expires)
    {
        var user = mint.Join(tokenId, expires);
        var token = new JoinToken(hubUrls(), caPem(), KeyFingerprint.Of(signer.PublicKey), tokenId, user) { ClientPem = issuer?.ForToken(tokenId, expires) };
        return (token.Encode(), NatsJwt.Decode(user.Jwt, NatsJwt.User).Subject);
    }
}
