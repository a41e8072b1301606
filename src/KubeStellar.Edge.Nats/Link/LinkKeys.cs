using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Identity;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// What an edge says, and learns, of keys with each heartbeat. What cannot be kept now is told again with the next one. The hub's own key comes first: what else is told is signed by it.
/// </summary>
internal sealed class LinkKeys(EdgeNatsOptions options, SignalQueue signals, TimeProvider time, ILogger logger)
{
    private string _refused = "";

    /// <summary>The heartbeat with what the edge has; files that cannot be read now are no reason not to be heard, and the next heartbeat tells of them.</summary>
    public HeartbeatMessage Fill(HeartbeatMessage message)
    {
        var filled = message with { CaSerial = options.Ca?.Serial ?? message.CaSerial, HubSerial = options.Hub?.Serial ?? message.HubSerial };
        try
        {
            return filled with { Issuer = options.Device?.Issuer ?? message.Issuer, Certificate = options.Certificate?.Request() ?? message.Certificate };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or IdentityException)
        {
            logger.NotRead(e.Message);
            return filled;
        }
    }

    /// <summary>Takes what the hub tells. True when the device is to make itself other keys, or to go on with that.</summary>
    public bool Learn(HeartbeatReply reply)
    {
        try
        {
            Follow(reply.HandOvers);
            Trust(reply.Ca);
            Renew(reply.User);
            Show(reply.Certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.NotKept(e.Message);
        }

        return options.Device is { } device && (reply.Rekey == true || device.RekeyAsked || (options.KeysMaxAge is { } most && time.GetUtcNow() - device.KeysSince > most));
    }

    /// <summary>Whether a user is this hub's word for this device, and is kept.</summary>
    /// <exception cref="IOException">It could not be kept.</exception>
    public bool Renew(UserRenewal? user)
    {
        if (user is not { Jwt: not null } || options is not { Device: { } device, Hub: { } hub })
        {
            return false;
        }

        if (!hub.Signed(UserRenewal.Signed(user.Jwt), user.Signature))
        {
            logger.NoUser("it is not signed by this edge's hub");
            return false;
        }

        try
        {
            if (!device.Renew(user.Jwt))
            {
                logger.NoUser("it is for another key");
                return false;
            }

            logger.NewUser();
            return true;
        }
        catch (IdentityException e)
        {
            logger.NoUser(e.Message);
            return false;
        }
    }

    private void Follow(IReadOnlyList<KeyHandOver>? told)
    {
        if (told is null || options.Hub is not { } hub)
        {
            return;
        }

        var why = hub.Follow(told) ?? "";
        if (why.Length == 0)
        {
            logger.NewHubKey(hub.Key, hub.Serial);
        }
        else if (why != _refused)
        {
            logger.NoHubKey(why);
        }

        _refused = why;
        signals.Add(new LinkSignal(LinkSignalKind.HubKey, default, "", why));
    }

    private void Show(CertificateReply? given)
    {
        if (given is not null && options is { Certificate: { } certificate, Hub: { } hub })
        {
            var outcome = certificate.Take(given, hub) ?? "taken";
            logger.Certificate(outcome);
        }
    }

    private void Trust(CaBundle? told)
    {
        if (told is null)
        {
            return;
        }

        if (options.Ca?.Learn(told) is { } why)
        {
            logger.NoCa(why);
        }
        else
        {
            logger.NewCa(told.Serial);
        }
    }
}
