using System.Text.RegularExpressions;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity.Claims;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>A NATS user: its JWT, and the seed that proves it. Both are in a <c>.creds</c> file as nsc writes it.</summary>
/// <param name="Jwt">User JWT.</param>
/// <param name="Seed">Seed of the user's NKey. A secret.</param>
public sealed partial record UserCredentials(string Jwt, string Seed)
{
    private static readonly string ChangesPrefix = Subjects.Changes("");
    internal const string PersonPrefix = "kse-user-";

    /// <summary>Of a user with roles: the token that its subjects carry. Null of those who have all rights in the account.</summary>
    public string? Person => Name is { } name && name.StartsWith(PersonPrefix, StringComparison.Ordinal) ? name[PersonPrefix.Length..] : null;

    /// <summary>Makes a user's NKey: the public half, and the seed, which is a secret.</summary>
    public static (string PublicKey, string Seed) NewKey()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        return (key.GetPublicKey(), key.GetSeed());
    }

    /// <summary>Subjects that tell this user of changes.</summary>
    internal IReadOnlyList<string> Changes => [.. (NatsJwt.Decode(Jwt, NatsJwt.User).Body.Subscribe.Allow ?? []).Where(subject => subject.StartsWith(ChangesPrefix, StringComparison.Ordinal))];

    /// <summary>Of a user with roles: the workspaces in which it has them, as its JWT says; empty when it has them everywhere, and of all others.</summary>
    public IReadOnlyList<string> Workspaces => Person is null ? [] : [.. Changes.Select(subject => subject[ChangesPrefix.Length..]).Where(Contracts.Keys.Names.IsDnsLabel)];

    /// <summary>Reads a <c>.creds</c> file.</summary>
    /// <exception cref="IdentityException">It is missing, readable by others, or not a credentials file.</exception>
    public static UserCredentials Load(string path)
    {
        try
        {
            return Parse(SecretFiles.Read(path));
        }
        catch (FormatException e)
        {
            throw new IdentityException($"The file {path} is not a NATS credentials file: {e.Message}", e);
        }
    }

    /// <summary>Reads the text of a <c>.creds</c> file.</summary>
    /// <exception cref="FormatException">It does not hold a JWT and a seed.</exception>
    public static UserCredentials Parse(string text)
    {
        var sections = Section().Matches(text);
        return sections.Count >= 2
            ? new UserCredentials(sections[0].Groups[1].Value, sections[1].Groups[1].Value)
            : throw new FormatException("it must hold a user JWT and a seed between BEGIN and END lines.");
    }

    /// <summary>The text of a <c>.creds</c> file.</summary>
    public string Format() =>
        $"""
        -----BEGIN NATS USER JWT-----
        {Jwt}
        ------END NATS USER JWT------

        ************************* IMPORTANT *************************
        NKEY Seed printed below can be used to sign and prove identity.
        NKEYs are sensitive and should be treated as secrets.

        -----BEGIN USER NKEY SEED-----
        {Seed}
        ------END USER NKEY SEED------

        *************************************************************

        """;

    /// <summary>Writes a <c>.creds</c> file with mode 0600, whole or not at all.</summary>
    public void Save(string path) => SecretFiles.Write(path, Format());

    /// <summary>The name in the JWT; null when it has none, or cannot be read.</summary>
    public string? Name
    {
        get
        {
            try
            {
                return NatsJwt.Decode(Jwt, NatsJwt.User).Name;
            }
            catch (IdentityException)
            {
                return null;
            }
        }
    }

    /// <summary>Public key that issued the user.</summary>
    /// <exception cref="IdentityException">The JWT cannot be read.</exception>
    public string Issuer => NatsJwt.Decode(Jwt, NatsJwt.User).Issuer;

    /// <summary>Public half of the user's NKey.</summary>
    /// <exception cref="IdentityException">The JWT cannot be read.</exception>
    public string PublicKey => NatsJwt.Decode(Jwt, NatsJwt.User).Subject;

    /// <summary>The same key with another JWT, which has to be of this very user and account: of anybody else's it would be no credentials.</summary>
    /// <exception cref="IdentityException">It is not, or cannot be read.</exception>
    public UserCredentials With(string jwt)
    {
        var (own, other) = (NatsJwt.Decode(Jwt, NatsJwt.User), NatsJwt.Decode(jwt, NatsJwt.User));
        return other.Subject == own.Subject && other.Name == own.Name && Account(other) == Account(own)
            ? this with { Jwt = jwt }
            : throw new IdentityException($"The new JWT is of {other.Name} and not of {own.Name}, or of another account, so it is not taken.");

        static string Account(JwtClaims<UserBody> claims) => claims.Body.IssuerAccount ?? claims.Issuer;
    }

    /// <summary>As the NATS client takes it.</summary>
    public NatsAuthOpts ToAuthOpts() => new() { Jwt = Jwt, Seed = Seed };

    /// <summary>Names neither JWT nor seed, so that a log that prints it is harmless.</summary>
    public override string ToString() => nameof(UserCredentials);

    [GeneratedRegex(@"-{3,}BEGIN[^\n]*-{3,}\r?\n([\w\-.=]+)\s*\r?\n-{3,}END")]
    private static partial Regex Section();
}
