using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Sealing;
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
        var form = TargetForm.Parse(settings.Target); // all of the target before joining: a slip here must not cost the token
        using var identity = DeviceIdentity.Open(settings.State);
        Allow(builder.Services, settings);
        var edge = EdgeJoin.IdOf(settings, identity);
        using var target = form.Take(settings, edge);
        var device = DeviceSelf.Open(settings.State);
        if (device.Lost.Length > 0)
            await Console.Error.WriteLineAsync(device.Lost);
        var self = new EdgeSelfKeeper(device, settings.Properties, Console.Error);
        if (identity.Pin is null)
            await EdgeJoin.JoinAsync(settings, edge, identity, self, token);
        else if (settings.Rejoin)
            await EdgeJoin.RejoinAsync(settings, identity, self, token);
        var pin = identity.Pin!;
        target.Register(builder.Services, pin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRootVerifier, RootVerifier>();
        builder.Services.AddSingleton<IVariantOpener>(_ => new VariantOpener(() => identity.ExchangeKeys));
        builder.Services.AddSingleton<IEdgeSelf>(device);
        builder.Services.AddEdgeStore(settings.State);
        builder.Services.AddPolicyRuntime();
        builder.Services.Configure(settings.Policies);
        builder.Services.AddEdgeNats(identity, settings.Client?.Pem, settings.KeysMaxAge);
        builder.Services.AddEdgeFlow(options =>
        {
            options.Id = pin.Edge;
            options.HubKey = pin.HubKey;
            options.Fingerprint = DeviceFingerprint.Of(identity.PublicKey);
            options.StateDirectory = settings.State;
            options.Properties = self.Properties;
            options.Daemon = DaemonVersion.Text;
            options.HeartbeatInterval = settings.Heartbeat;
            options.FullPassInterval = target.FullPass ?? options.FullPassInterval;
        });
        builder.Services.AddHostedService(all => new EdgeReady(pin.Edge, all.GetRequiredService<ITarget>(), all.GetRequiredService<ILogger<EdgeReady>>()));
        SystemdWatchdog.Add(builder.Services);
        using var host = builder.Build();
        return await DaemonRun.HostAsync(host, token);
    }

    /// <summary>Before the device joins: with a file that nobody understands it would take what its owner does not want.</summary>
    private static void Allow(IServiceCollection services, EdgeSettings settings)
    {
        if (settings.AllowFile is not { } path)
            return;
        var kept = Path.Combine(settings.State, "allow.kept");
        var (allowance, text) = AllowKeeper.Open(path, kept);
        services.AddSingleton(allowance);
        services.AddHostedService(all => new AllowKeeper(path, kept, text, allowance, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<AllowKeeper>>()));
    }
}
