using KubeStellar.Edge.Nats.Identity.Claims;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>An account and a key that may issue its users: the account's own, or one of its signing keys.</summary>
public sealed class AccountSigner
{
    private readonly Func<KeyPair> _key;

    internal AccountSigner(string account, Func<KeyPair> key)
    {
        Account = account;
        _key = key;
    }

    internal AccountSigner(string account, KeyPair key)
        : this(account, () => key)
    {
    }

    /// <summary>Public key of the account.</summary>
    public string Account { get; }

    /// <summary>Public key that issues users now.</summary>
    public string Issuer => Key.GetPublicKey();

    internal KeyPair Key => _key();

    /// <summary>The account in which <paramref name="credentials"/> is a user, with the seed of that account or of its signing key from a file.</summary>
    /// <exception cref="IdentityException">The file is readable by others or damaged, or holds the key of another account.</exception>
    public static AccountSigner External(UserCredentials credentials, string accountKeyFile)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var claims = NatsJwt.Decode(credentials.Jwt, NatsJwt.User);

        // Which signing keys an account has only its server knows: a key of another account is found by AccountCheck.
        var key = KeyFile.LoadGiven(accountKeyFile, PrefixByte.Account);
        return new AccountSigner(claims.Body.IssuerAccount ?? claims.Issuer, () => key);
    }

    /// <summary>Whether these credentials were issued by this key: those that a state directory keeps may be of a server used before.</summary>
    public bool Issued(UserCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var claims = NatsJwt.Decode(credentials.Jwt, NatsJwt.User);
        return claims.Issuer == Issuer && (claims.Body.IssuerAccount ?? claims.Issuer) == Account;
    }

    internal string Sign(JwtClaims<UserBody> user, TimeProvider time)
    {
        var key = Key;
        var issuerAccount = key.GetPublicKey() == Account ? null : Account;
        return NatsJwt.Encode(user with { Body = user.Body with { IssuerAccount = issuerAccount } }, NatsJwt.User, key, time);
    }
}
