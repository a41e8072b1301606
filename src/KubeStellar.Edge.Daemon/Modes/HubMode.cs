using KubeStellar.Edge.Analysis;
using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Http;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// The hub's composition. Hosted services start one after another in the order of registration: the server, the buckets and their guard, the flow,
/// then what answers edges and people; so nobody is answered from a half loaded hub.
/// </summary>
internal static class HubMode
{
    internal static async Task<int> RunAsync(HubSettings settings, CancellationToken token)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        DaemonLogging.Configure(builder);
        using var keys = HubKeys.LoadOrCreate(settings.State);
        using var parent = await ParentLink.OpenAsync(settings.State, settings.Parent, keys.Root.GetPublicKey(), token);
        var access = await AccessAsync(builder.Services, settings, keys, token);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRootSigner>(new RootSigner(keys));
        builder.Services.AddSingleton<IRootVerifier, RootVerifier>();
        builder.Services.AddSingleton<IEdgeAdmission>(all => new EdgeAdmission(
            new UserMint(access.Account, TimeProvider.System), all.GetRequiredService<IRootSigner>(), () => settings.Advertise.Count > 0 ? settings.Advertise : access.Endpoint.Urls(), access.Endpoint.CaPem));
        builder.Services.AddHubMirror(Path.Combine(settings.State, "mirror"));
        builder.Services.AddPolicyRuntime();
        builder.Services.AddPolicyAnalysis();
        builder.Services.AddHubBuckets(nats =>
        {
            nats.Endpoint = access.Endpoint;
            nats.Replicas = settings.Replicas;

            // One flush a batch is ten times faster where every write is flushed, and half as fast again where none is.
            nats.AtomicBatches = settings.Nats is not null || settings.Sync == "always";
        });
        builder.Services.AddHttpInputs(settings.GateUrls);
        builder.Services.AddWebhooks(settings.Webhooks);
        builder.Services.AddHubFlow();
        builder.Services.AddHubTransports();
        SourceRegistration.Add(builder.Services, settings.Sources);
        builder.Services.Configure(settings.Policies);
        builder.Services.Configure<PolicyRuntimeOptions>(policies => policies.IdleAfter = TimeSpan.FromMinutes(15)); // the next edit finds it warm
        builder.Services.Configure<HubFlowOptions>(flow => flow.Instance = keys.Root.GetPublicKey()); // one state directory, one key: the installation's own id
        builder.Services.Configure<GateOptions>(gate => gate.GuardShare = settings.GuardShare);
        builder.Services.Configure<GatewayOptions>(gateway => gateway.HeartbeatPeriod = settings.Heartbeat);
        parent?.Register(builder.Services, settings);
        builder.Services.AddHostedService(all => new HubReady(settings, access, all.GetRequiredService<ILogger<HubReady>>()));
        SystemdWatchdog.Add(builder.Services);
        using var host = builder.Build();
        return await DaemonRun.HostAsync(host, token);
    }

    private static async Task<HubAccess> AccessAsync(IServiceCollection services, HubSettings settings, HubKeys keys, CancellationToken token)
    {
        if (settings.Nats is { } urls)
            return await ExternalNats.AccessAsync(settings, urls, token);
        ExternalNats.RefuseOptionsWithout(settings);
        var listen = ListenAddress.Parse(settings.Listen);
        if (!listen.IsLoopback && !settings.AllowPlaintext)
        {
            throw new DaemonFailure(
                $"--listen {settings.Listen} is reachable from other machines, and the embedded nats-server speaks no TLS: whatever edges and hub say could be read and changed on the way. "
                + "Use a nats-server of your own with TLS (--nats tls://...), or say --allow-plaintext where the network itself is trusted.");
        }

        var account = keys.OwnAccount();
        var own = new UserMint(account, TimeProvider.System).Hub();
        EmbeddedServer? server = null;
        services.AddSingleton(all => server = new EmbeddedServer(
            keys,
            new EmbeddedServerOptions { StateDirectory = settings.State, Host = listen.Host, Port = listen.Port, Sync = settings.Sync == "always" ? SyncInterval.Always : SyncInterval.Default },
            TimeProvider.System,
            all.GetRequiredService<ILogger<EmbeddedServer>>()));
        services.AddHostedService(all => all.GetRequiredService<EmbeddedServer>());
        var endpoint = new NatsEndpoint { Urls = () => [server!.Url], User = () => own, Name = "kse-hub" };
        services.AddSingleton<IEdgeLockout>(all => new ServerLockout(keys, settings.State, endpoint with { User = null }, TimeProvider.System, all.GetRequiredService<ILoggerFactory>()));
        return new HubAccess(account, endpoint);
    }
}
