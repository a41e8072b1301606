using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The one time that a device needs its token and its hub.</summary>
internal static class EdgeJoin
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <exception cref="DaemonFailure">Something is missing, or the hub refuses.</exception>
    internal static async Task JoinAsync(EdgeSettings settings, DeviceIdentity identity, EdgeSelfKeeper self, CancellationToken token)
    {
        if (settings.Join is null || settings.Id is null)
            throw new DaemonFailure("This device has not joined a hub yet: start it once with --id ID --join TOKEN ('kse token create' at the hub makes one).");
        if (Names.ExplainDnsLabel(settings.Id) is { } wrong)
            throw new DaemonFailure($"--id '{settings.Id}' {wrong}.");
        var join = JoinToken.Decode(settings.Join);
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                var reply = await JoinClient.JoinAsync(join, settings.Id, self.Properties, identity, token);
                self.Keep(known => known with { Labels = reply.Labels });
                return;
            }
            catch (Flow.Edge.Receive.HubUnreachableException e)
            {
                // A device that is switched on before its network is there waits for it.
                await Console.Error.WriteLineAsync($"waiting for the hub at {string.Join(", ", join.HubUrls)}: {e.Message}");
                await Task.Delay(wait, TimeProvider.System, token);
            }
        }
    }
}
