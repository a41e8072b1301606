using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Identity;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// The device changes its keys over the link that it has: the hub is told over the old connection, the new one is tried beside it, takes its place, and the hub hears over it that the old key
/// may go. Whatever fails is gone on with after the next heartbeat.
/// </summary>
internal sealed partial class HubLink
{
    private int _rekeying;
    private CancellationToken _stopping;

    private void Rekey()
    {
        if (Interlocked.Exchange(ref _rekeying, 1) == 0)
        {
            _ = Task.Run(() => RekeyAsync(_options.Device!, _stopping), CancellationToken.None);
        }
    }

    private async Task RekeyAsync(DeviceIdentity device, CancellationToken token)
    {
        try
        {
            if (device.Switched() is null && await IntroduceAsync(device, token))
            {
                await SwitchAsync(device, token);
            }

            if (device.Switched() is { } switched)
            {
                await TellAsync(switched, token);
                device.ForgetFormer();
                _logger.Rekeyed(device.PublicKey);
            }
        }
        catch (Exception e) when (e is HubUnreachableException or IdentityException or IOException or UnauthorizedAccessException or NatsException or TimeoutException or OperationCanceledException)
        {
            if (!token.IsCancellationRequested)
            {
                _logger.NotRekeyed(e.Message);
            }
        }
        finally
        {
            Volatile.Write(ref _rekeying, 0);
        }
    }

    /// <summary>Makes keys and has the hub know them. True when there is a user of them.</summary>
    private async Task<bool> IntroduceAsync(DeviceIdentity device, CancellationToken token)
    {
        var message = device.MakeNext();
        return device.NextCredentials() is not null || Keys.Renew((await TellAsync(message, token)).User);
    }

    /// <summary>Gets in with the new keys, and uses them from then on.</summary>
    private async Task SwitchAsync(DeviceIdentity device, CancellationToken token)
    {
        var user = device.NextCredentials()!;
        var session = Session(Endpoint() with { User = () => device.PublicKey == PublicKeyOf(user) ? device.Credentials() : user });
        try
        {
            await session.OpenAsync(token);
            device.Promote();
        }
        catch (Exception e)
        {
            await session.RetireAsync();
            if (LinkDenial.Is(e))
            {
                device.DropNextUser();
            }

            throw;
        }

        var before = _session;
        _session = session;
        session.Rise();
        if (before is not null)
        {
            await before.RetireAsync();
        }
    }

    private async Task<RekeyReply> TellAsync(RekeyMessage message, CancellationToken token)
    {
        var reply = Read(await RequestAsync(Subjects.Rekey(_options.Edge), Write(message, ContractsJson.Default.RekeyMessage), token), ContractsJson.Default.RekeyReply);
        return reply.Refused.Length == 0 ? reply : throw new IdentityException("The hub does not take other keys of this device: " + reply.Refused);
    }

    private static string PublicKeyOf(UserCredentials user) => NatsJwt.Decode(user.Jwt, NatsJwt.User).Subject;
}
