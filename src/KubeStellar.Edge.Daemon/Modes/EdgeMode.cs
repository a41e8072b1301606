using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The edge's composition. A device that has joined needs neither token nor network to start.</summary>
internal static class EdgeMode
{
    internal static async Task<int> RunAsync(EdgeSettings settings, CancellationToken token)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        DaemonLogging.Configure(builder);
        AddTarget(builder.Services, settings.Target); // before joining: a slip here must not cost the token
        using var identity = DeviceIdentity.Open(settings.State);
        var device = DeviceSelf.Open(settings.State);
        if (device.Lost.Length > 0)
            await Console.Error.WriteLineAsync(device.Lost);
        var self = new EdgeSelfKeeper(device, settings.Properties, Console.Error);
        if (identity.Pin is null)
            await EdgeJoin.JoinAsync(settings, identity, self, token);
        var pin = identity.Pin!;
        if (settings.Id is { } id && id != pin.Edge)
            throw new DaemonFailure($"This device joined as '{pin.Edge}', and --id says '{id}'. Leave --id away, or use another --state for another edge.");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRootVerifier, RootVerifier>();
        builder.Services.AddSingleton<IEdgeSelf>(device);
        builder.Services.AddEdgeStore(settings.State);
        builder.Services.AddPolicyRuntime();
        builder.Services.AddEdgeNats(identity);
        builder.Services.AddEdgeFlow(edge =>
        {
            edge.Id = pin.Edge;
            edge.HubKey = pin.HubKey;
            edge.StateDirectory = settings.State;
            edge.Properties = self.Properties;
            edge.Daemon = DaemonVersion.Text;
            edge.HeartbeatInterval = settings.Heartbeat;
        });
        builder.Services.AddHostedService(all => new EdgeReady(pin.Edge, all.GetRequiredService<ITarget>(), all.GetRequiredService<ILogger<EdgeReady>>()));
        SystemdWatchdog.Add(builder.Services);
        using var host = builder.Build();
        return await DaemonRun.HostAsync(host, token);
    }

    private static void AddTarget(IServiceCollection services, string target)
    {
        var (kind, where) = target.Split(':', 2) is [var first, var second] ? (first, second) : (target, "");
        if (kind != "manifests" || where.Length == 0)
            throw new DaemonFailure($"--target {target}: write it as manifests:DIR. (The kubernetes target is not available yet.)");
        services.AddManifestsTarget(Path.GetFullPath(where));
    }
}
