using System.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>Identities without cryptography: a proof is right when it begins with the key's own hash of the message.</summary>
internal sealed class SideIdentity : IEdgeAdmission, IRootSigner, IRootVerifier, IEdgeLockout, IUserAdmission
{
    /// <summary>Keys that the server was told to keep out.</summary>
    internal List<string> Revoked { get; } = [];

    /// <summary>Hand-overs so far.</summary>
    internal IReadOnlyList<Contracts.Wire.KeyHandOver> Chain { get; set; } = [];

    public IReadOnlyList<Contracts.Wire.KeyHandOver> HandOvers => Chain;

    public string Issuer { get; set; } = "";

    public string PublicKey => "AHUB";

    public byte[] Sign(ReadOnlySpan<byte> message) => ProofOf(PublicKey, message);

    public Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token)
    {
        Revoked.AddRange(revoked.Keys);
        return Task.FromResult("");
    }

    public bool IsUserKey(string publicKey) => publicKey.StartsWith('U');

    public string Mint(UserRecord user) => $"jwt {user.Name} {string.Join("+", user.Roles)}";

    public string MintEdge(string edge, string publicKey) => $"jwt {edge} {publicKey}";

    /// <summary>Until when the user of the newest token may connect.</summary>
    internal DateTimeOffset? Minted { get; private set; }

    public (string Token, string PublicKey) MintToken(string tokenId, DateTimeOffset? expires)
    {
        Minted = expires;
        return ($"kse1.{tokenId}.secret", "U" + tokenId);
    }

    public bool Verify(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => signature.SequenceEqual(ProofOf(publicKey, message));

    internal static byte[] ProofOf(string key, ReadOnlySpan<byte> message) =>
        System.Security.Cryptography.SHA512.HashData([.. Encoding.UTF8.GetBytes(key), .. message]);
}
