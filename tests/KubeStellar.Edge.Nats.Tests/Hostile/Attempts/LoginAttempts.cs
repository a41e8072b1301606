using System.Buffers.Text;
using System.Text;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using Microsoft.Extensions.Time.Testing;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Hostile.Attempts;

/// <summary>Users that the hub did not issue, or that are not what they say.</summary>
internal static class LoginAttempts
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Attempt.Login("no user at all", _ => (null, null)),
        Attempt.Login("its JWT without a signature", fleet => (fleet.Stolen.Jwt, null)),
        Attempt.Login("its JWT with another key's signature", fleet => (fleet.Stolen.Jwt, NewSeed(PrefixByte.User))),
        Attempt.Login("its key without a JWT", fleet => (null, fleet.Stolen.Seed)),
        Attempt.Login("the key that signs roots, without a JWT", fleet => (null, fleet.Running.Keys.Root.GetSeed())),
        Attempt.Login("a name and a password", _ => (null, null), new Dictionary<string, object> { ["user"] = "kse-hub", ["pass"] = "kse-hub" }),
        Attempt.Login("a bearer's token", _ => (null, null), new Dictionary<string, object> { ["auth_token"] = "kse-hub" }),
        Attempt.Login("a JWT of its own as a password", _ => (null, null), new Dictionary<string, object> { ["user"] = "x", ["pass"] = "eyJ0eXAiOiJKV1QifQ.e30.x" }),
        Attempt.Login("its JWT altered to another edge's subjects", fleet => (Altered(fleet, claims => claims.Replace("kse.up.e1.", "kse.up.e2.", StringComparison.Ordinal)), fleet.Stolen.Seed)),
        Attempt.Login("its JWT altered to all subjects", fleet => (Altered(fleet, claims => claims.Replace("kse.up.e1.", "", StringComparison.Ordinal)), fleet.Stolen.Seed)),
        Attempt.Login("its JWT altered to need no key", fleet => (Altered(fleet, claims => claims.Replace("\"nats\":{", "\"nats\":{\"bearer_token\":true,", StringComparison.Ordinal)), null)),
        Attempt.Login("its JWT cut short", fleet => (fleet.Stolen.Jwt[..^10], fleet.Stolen.Seed)),
        Attempt.Login("its JWT without a signature part", fleet => (fleet.Stolen.Jwt[..(fleet.Stolen.Jwt.LastIndexOf('.') + 1)], fleet.Stolen.Seed)),
        Attempt.Login("a JWT that is no text", fleet => ("\u0001\u0002.\u0003.\u0004", fleet.Stolen.Seed)),
        Attempt.Login("a JWT with algorithm none", fleet => (Headed(fleet, """{"typ":"JWT","alg":"none"}""", keep: false), fleet.Stolen.Seed)),
        Attempt.Login("its JWT with algorithm HS256", fleet => (Headed(fleet, """{"typ":"JWT","alg":"HS256"}""", keep: true), fleet.Stolen.Seed)),
        Attempt.Login("its JWT with the old algorithm, which signs the claims only", fleet => (Headed(fleet, """{"typ":"JWT","alg":"ed25519"}""", keep: true), fleet.Stolen.Seed)),
        Attempt.Login("a JWT of the hub's rights signed by its own key", fleet => Forged(fleet, fleet.Stolen.Seed)),
        Attempt.Login("a JWT of the hub's rights signed by an account of its own", fleet => Forged(fleet, NewSeed(PrefixByte.Account))),
        Attempt.Login("a JWT of the hub's rights signed by an operator of its own", fleet => Forged(fleet, NewSeed(PrefixByte.Operator))),
        Attempt.Login("a JWT of the hub's rights signed by the key that signs roots", fleet => Forged(fleet, fleet.Running.Keys.Root.GetSeed())),
        Attempt.Login("a JWT of the hub's account signed by the system account", fleet => Forged(fleet, fleet.Running.Keys.System.GetSeed())),
        Attempt.Login("a JWT of the system account signed by the hub's account", fleet => Forged(fleet, fleet.Running.Keys.Signing.GetSeed(), fleet.Running.Keys.System.GetPublicKey())),
        Attempt.Login("an account's JWT as a user's", fleet => (File.ReadAllText(Directory.EnumerateFiles(Path.Combine(fleet.Running.State, "nats"), "*.jwt", SearchOption.AllDirectories).First()).Trim(), fleet.Stolen.Seed)),
        Attempt.Login("a user of another hub", _ => Foreign()),
        Attempt.Login("a join token's user that has expired", fleet => Pair(Mint(fleet, DateTimeOffset.UnixEpoch.AddYears(50)).Join("t1", DateTimeOffset.UnixEpoch.AddYears(50).AddHours(1)))),
        Attempt.Login("a user that is not valid yet", NotYet),
    ];

    private static string NewSeed(PrefixByte kind)
    {
        using var key = KeyPair.CreatePair(kind);
        return key.GetSeed();
    }

    private static (string? Jwt, string? Seed) Pair(UserCredentials user) => (user.Jwt, user.Seed);

    private static UserMint Mint(HostileFleet fleet, DateTimeOffset at) => new(fleet.Running.Keys.OwnAccount(), new FakeTimeProvider(at));

    private static string Altered(HostileFleet fleet, Func<string, string> change)
    {
        var parts = fleet.Stolen.Jwt.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var changed = change(claims);
        Assert.NotEqual(claims, changed);
        return $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed))}.{parts[2]}";
    }

    private static string Headed(HostileFleet fleet, string header, bool keep)
    {
        var parts = fleet.Stolen.Jwt.Split('.');
        return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.{(keep ? parts[2] : "")}";
    }

    private static (string? Jwt, string? Seed) Forged(HostileFleet fleet, string issuerSeed, string? account = null)
    {
        using var issuer = KeyPair.FromSeed(issuerSeed);
        using var key = KeyPair.CreatePair(PrefixByte.User);
        var claims = new JwtClaims<UserBody>
        {
            Name = "kse-hub", Subject = key.GetPublicKey(), Body = new UserBody { IssuerAccount = account ?? fleet.Running.Keys.Account.GetPublicKey() },
        };
        return (NatsJwt.Encode(claims, NatsJwt.User, issuer, TimeProvider.System), key.GetSeed());
    }

    private static (string? Jwt, string? Seed) NotYet(HostileFleet fleet)
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        var claims = new JwtClaims<UserBody>
        {
            Name = "kse-edge-e1", Subject = key.GetPublicKey(), NotBefore = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds(),
            Body = new UserBody { IssuerAccount = fleet.Running.Keys.Account.GetPublicKey() },
        };
        return (NatsJwt.Encode(claims, NatsJwt.User, fleet.Running.Keys.Signing, TimeProvider.System), key.GetSeed());
    }

    private static (string? Jwt, string? Seed) Foreign()
    {
        using var folder = new StateFolder();
        using var foreign = HubKeys.LoadOrCreate(folder.Path);
        return Pair(new UserMint(foreign.OwnAccount(), TimeProvider.System).Hub());
    }
}
