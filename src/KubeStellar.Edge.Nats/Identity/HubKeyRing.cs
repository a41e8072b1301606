using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>The keys of a hub that runs.</summary>
/// <param name="keys">Its key files.</param>
/// <param name="signing">Of the embedded server; null with a server that is not the hub's own.</param>
/// <param name="ca">Of the embedded server with TLS; null otherwise.</param>
/// <param name="caSerial">Serial of what edges are told of the CA.</param>
/// <param name="time">Clock.</param>
public sealed class HubKeyRing(HubKeys keys, SigningRotation? signing, CaRotation? ca, Func<long> caSerial, TimeProvider time) : IHubKeyRing
{
    private const string InUse = "InUse";
    private const string Former = "Former";

    /// <inheritdoc/>
    public IReadOnlyList<KeyState> All() => [.. Roots(), .. signing is null ? [] : Accounts(signing), .. ca is null ? [] : Authorities(ca), .. Others()];

    /// <inheritdoc/>
    public bool LocksOut(string kind) => kind == KeyKinds.Account || (kind == KeyKinds.Ca && ca?.VerifiesClients == true);

    /// <inheritdoc/>
    public Task<KeyOutcome> RotateAsync(string kind, CancellationToken token) => kind switch
    {
        KeyKinds.Root => Task.FromResult(HandOver()),
        KeyKinds.Account => signing?.RotateAsync(token) ?? Foreign(),
        _ => ca?.RotateAsync(token) ?? NoTls(),
    };

    /// <inheritdoc/>
    public Task<KeyOutcome> FinishAsync(string kind, CancellationToken token) => kind switch
    {
        KeyKinds.Root => Task.FromResult(KeyOutcome.Not("There is nothing to end: the former key was gone as soon as it had handed over, and edges that were away follow when they are back.")),
        KeyKinds.Account => signing?.FinishAsync(token) ?? Foreign(),
        _ => ca?.FinishAsync(token) ?? NoTls(),
    };

    private static Task<KeyOutcome> Foreign() => Task.FromResult(KeyOutcome.Not(
        "The NATS server is not the hub's own, and who holds its operator's key adds signing keys to the account: 'nsc edit account NAME --sk generate' and 'nsc push', then start the hub with the new key as --account-key (edges get new users with their next heartbeat), and when 'kse get edges' has them all, 'nsc edit account NAME --rm-sk OLD' and 'nsc push'."));

    private static Task<KeyOutcome> NoTls() => Task.FromResult(KeyOutcome.Not("The hub has no CA: its nats-server speaks no TLS, or is not the hub's own."));

    private KeyOutcome HandOver()
    {
        try
        {
            var made = keys.RootKey.HandOver(time);
            return KeyOutcome.Of(
                $"The key that signs roots is {KeyFingerprint.Of(made.To)} from now on (hand-over {made.Serial}, from {KeyFingerprint.Of(made.From)}). All roots are signed anew, and edges follow; one that is away follows when it is back. Back up the folder 'keys' of the hub's state now: a hub that is set back to an older backup has lost its fleet.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return KeyOutcome.Not($"The key was not handed over: {e.Message}");
        }
    }

    private IEnumerable<KeyState> Roots()
    {
        var chain = keys.HandOvers;
        yield return Of(KeyKinds.Root, "signs roots", InUse, keys.RootPublic, keys.RootKey.Since) with { Serial = chain.Count };
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            yield return Of(KeyKinds.Root, "signed roots", "Past", chain[i].From, i == 0 ? keys.SinceOf("operator") : chain[i - 1].At) with { Serial = i, Ends = chain[i].At };
        }
    }

    private IEnumerable<KeyState> Accounts(SigningRotation rotation)
    {
        yield return Of(KeyKinds.Account, "issues users", InUse, keys.Signing.GetPublicKey(), keys.SigningKey.Since);
        foreach (var key in rotation.Formers)
        {
            yield return Of(KeyKinds.Account, "issued users that are good", Former, key, keys.SinceOf("account"));
        }
    }

    private IEnumerable<KeyState> Authorities(CaRotation rotation)
    {
        var first = true;
        foreach (var pem in rotation.All)
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            yield return new KeyState
            {
                Kind = KeyKinds.Ca,
                Purpose = first ? "signs the server's certificate" : "is trusted by edges",
                State = first ? InUse : Former,
                Fingerprint = "SHA256:" + Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)),
                Since = certificate.NotBefore.ToUniversalTime(),
                Ends = certificate.NotAfter.ToUniversalTime(),
                Serial = first ? caSerial() : null,
            };
            first = false;
        }
    }

    private IEnumerable<KeyState> Others()
    {
        if (signing is not null)
        {
            yield return Of("operator", "signs the accounts of the embedded server", InUse, keys.Operator.GetPublicKey(), keys.SinceOf("operator"));
            yield return Of("system", "is the embedded server's system account", InUse, keys.System.GetPublicKey(), keys.SinceOf("system"));
            yield return Of("identity", "is the hub's account", InUse, keys.Account.GetPublicKey(), keys.SinceOf("account"));
        }

        yield return Of("exchange", "wraps data keys for edges", InUse, keys.Exchange.GetPublicKey(), keys.SinceOf("exchange"));
        yield return Of("seal", "seals secret values", InUse, keys.Seal.GetPublicKey(), keys.SinceOf("seal"));
    }

    private static KeyState Of(string kind, string purpose, string state, string publicKey, DateTimeOffset since) =>
        new() { Kind = kind, Purpose = purpose, State = state, Fingerprint = KeyFingerprint.Of(publicKey), PublicKey = publicKey, Since = since };
}
