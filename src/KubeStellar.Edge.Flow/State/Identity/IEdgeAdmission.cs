namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Makes NATS users: for edges, and for join tokens.</summary>
public interface IEdgeAdmission
{
    /// <summary>Whether a text is the public key of a NATS user, for which <see cref="MintEdge"/> can make one.</summary>
    bool IsUserKey(string publicKey);

    /// <summary>Public key that issues users now; empty when nobody has to know.</summary>
    string Issuer => "";

    /// <summary>User JWT of an edge, with exactly the rights of an edge and no expiry.</summary>
    string MintEdge(string edge, string publicKey);

    /// <summary>A join token's text and the public key of its user. The secret is in the text only.</summary>
    /// <param name="tokenId">Token id; its user may publish <c>kse.join.&lt;id&gt;</c> and nothing else.</param>
    /// <param name="expires">Until when its user may connect; null for ever.</param>
    (string Token, string PublicKey) MintToken(string tokenId, DateTimeOffset? expires);
}
