using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tls;

/// <summary>Another CA for a hub that makes its certificates itself, on a server that runs.</summary>
public sealed class CaRotation(HubTls tls, TlsKeeper keeper)
{
    /// <summary>Certificates (PEM) of the CAs that are trusted, the present one first.</summary>
    public IReadOnlyList<string> All => tls.Authorities();

    /// <summary>Whether clients need a certificate of these CAs to get in.</summary>
    public bool VerifiesClients => tls.VerifiesOwn;

    /// <summary>Makes another CA beside the one that is there.</summary>
    public Task<KeyOutcome> RotateAsync(CancellationToken token) => ChangeAsync(
        tls.Renew, "There is another CA, and the server's certificate is of it. Edges trust both until 'kse keys finish ca'; one that was away gets in by the former one, as long as that lives, and is told.", token);

    /// <summary>Nobody is to trust the former CAs any more.</summary>
    public Task<KeyOutcome> FinishAsync(CancellationToken token) => ChangeAsync(
        tls.DropFormer, "The former CAs are trusted by nobody who hears of it, and that is with the next heartbeat. Who is away trusts them until it is back: it gets in once more, since they signed the present one, and is told.", token);

    private async Task<KeyOutcome> ChangeAsync(Func<bool> change, string done, CancellationToken token)
    {
        if (All.Count == 0)
        {
            return KeyOutcome.Not("This hub has no CA of its own: its server's certificate is from --tls-cert. Give new files there, and both CAs in --tls-ca until all edges know them.");
        }

        try
        {
            await keeper.ChangeAsync(change, token);
            return KeyOutcome.Of(done);
        }
        catch (TimeoutException slow)
        {
            return KeyOutcome.Of($"{done} {slow.Message}");
        }
        catch (IdentityException wrong)
        {
            return KeyOutcome.Not(wrong.Message);
        }
    }
}
