using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The one time that a device needs its token and its hub.</summary>
internal static class EdgeJoin
{
    /// <summary>The id that this device has, or would join under.</summary>
    /// <exception cref="DaemonFailure">There is none, it is no id, or the device has another.</exception>
    internal static string IdOf(EdgeSettings settings, DeviceIdentity identity)
    {
        if (identity.Pin is { } pin)
        {
            return settings.Id is null || settings.Id == pin.Edge
                ? pin.Edge
                : throw new DaemonFailure($"This device joined as '{pin.Edge}', and --id says '{settings.Id}'. Leave --id away, or use another --state for another edge.");
        }

        if (settings.Join is null || settings.Id is null)
            throw new DaemonFailure("This device has not joined a hub yet: start it once with --id ID --join TOKEN ('kse token create' at the hub makes one).");
        return Names.ExplainDnsLabel(settings.Id) is { } wrong ? throw new DaemonFailure($"--id '{settings.Id}' {wrong}.") : settings.Id;
    }

    /// <exception cref="DaemonFailure">Something is missing, or the hub refuses.</exception>
    internal static async Task JoinAsync(EdgeSettings settings, string edge, DeviceIdentity identity, EdgeSelfKeeper self, CancellationToken token)
    {
        var join = JoinToken.Decode(settings.Join!);
        var hub = $"the hub at {string.Join(", ", join.HubUrls)}";
        await using var shown = new JoinStatus(settings, edge, identity.PublicKey, hub);
        var reply = await JoinPatience.AskAsync(
            hub, () => JoinClient.JoinAsync(join, edge, self.Properties, identity, token, client: settings.Client?.Pem, replace: settings.Replace), token, shown.Waits);
        self.Keep(known => known with { Labels = reply.Labels });
    }

    /// <summary>
    /// Joins again under the same id and with the same keys. One try: with no hub in reach the site goes on with the admission that it has, since the option may
    /// have been left in a unit file.
    /// </summary>
    /// <exception cref="DaemonFailure">No token, or one of another hub.</exception>
    internal static async Task RejoinAsync(EdgeSettings settings, DeviceIdentity identity, EdgeSelfKeeper self, CancellationToken token)
    {
        var pin = identity.Pin!;
        if (settings.Join is null)
            throw new DaemonFailure("--rejoin needs --join TOKEN ('kse token create' at the hub makes one).");
        var join = JoinToken.Decode(settings.Join);
        if (!pin.IsKnownTo(join))
            throw new DaemonFailure($"This device belongs to the hub at {string.Join(", ", pin.HubUrls)}, and the token is of a hub with another key. Use another --state to join that one.");
        try
        {
            var reply = await JoinClient.JoinAsync(join, pin.Edge, self.Properties, identity, token, client: settings.Client?.Pem);
            self.Keep(known => known with { Labels = reply.Labels });
            await Console.Error.WriteLineAsync($"joined again as {pin.Edge}");
        }
        catch (Flow.Edge.Receive.HubUnreachableException e)
        {
            await Console.Error.WriteLineAsync($"could not join again, and goes on with the admission it has; start with --rejoin another time: {e.Message}");
        }
    }
}
