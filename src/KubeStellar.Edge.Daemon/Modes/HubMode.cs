using KubeStellar.Edge.Analysis;
using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Hub.Gate;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Http;
using KubeStellar.Edge.LiteDb;
using KubeStellar.Edge.Nats;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Sealing;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tls;
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
    internal static async Task<int> RunAsync(HubSettings settings, CancellationToken token) =>
        settings.Standby ? await HubTurns.RunAsync(settings, token) : await RunAsync(settings, null, token);

    /// <summary>One turn of a hub as the one that publishes.</summary>
    /// <param name="settings">What it was told.</param>
    /// <param name="stoodStill">A lease that was watched until it stood still; null for none.</param>
    /// <param name="token">Ends it.</param>
    internal static async Task<int> RunAsync(HubSettings settings, ulong? stoodStill, CancellationToken token)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        DaemonLogging.Configure(builder);
        using var keys = HubKeys.LoadOrCreate(settings.State);
        var origin = ((IRootSigner)new RootSigner(keys)).Origin; // its first key: the installation's own id
        var place = HubPlace.Open(settings.State, origin);
        using var parent = await ParentLink.OpenAsync(settings.State, settings.Parent with { Client = settings.Client?.Pem }, new RootSigner(keys), token);
        builder.Services.AddHubMirror(Path.Combine(settings.State, "mirror"));
        var access = settings.Nats is { } urls ? await ExternalNats.AccessAsync(settings, urls, token) : EmbeddedNats.Access(builder.Services, settings, keys);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IRootSigner>(new RootSigner(keys));
        builder.Services.AddSingleton<IValueSealer>(_ => new ValueSealer(keys));
        builder.Services.AddSingleton<IVariantSealer>(_ => new VariantSealer(keys));
        builder.Services.AddSingleton<IRootVerifier, RootVerifier>();
        builder.Services.AddSingleton<IEdgeAdmission>(all => new EdgeAdmission(
            new UserMint(access.Account, TimeProvider.System), all.GetRequiredService<IRootSigner>(), access.Advertised, access.Ca, all.GetService<ClientIssuer>()));
        builder.Services.AddSingleton<IUserAdmission>(new UserAdmission(new UserMint(access.Account, TimeProvider.System)));
        builder.Services.AddSingleton(all => new CaTeller(settings.State, access.Ca, all.GetRequiredService<IRootSigner>(), TimeProvider.System));
        builder.Services.AddSingleton<IHubKeyRing>(all => new HubKeyRing(keys, all.GetService<SigningRotation>(), all.GetService<CaRotation>(), () => all.GetRequiredService<CaTeller>().Serial, TimeProvider.System));
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
        builder.Services.Configure<HubFlowOptions>(flow =>
        {
            (flow.Instance, flow.Directory, flow.Standby, flow.Followed, flow.StoodStill) = (origin, place.Id, settings.Standby, place.HasFollowed, stoodStill);
            (flow.Host, flow.Daemon) = (Environment.MachineName, DaemonVersion.Text);
            flow.Boot = settings.Nats is null ? "" : HubPlace.Boot; // nobody else comes to a server of the hub's own
        });
        builder.Services.Configure<GateOptions>(gate => gate.GuardShare = settings.GuardShare);
        builder.Services.Configure<GatewayOptions>(gateway => gateway.HeartbeatPeriod = settings.Heartbeat);
        builder.Services.Configure<AdmissionOptions>(admission => admission.ApproveJoins = settings.ApproveJoins);
        parent?.Register(builder.Services, settings);
        builder.Services.AddHostedService(all => new HubReady(settings, access, place, all.GetRequiredService<ILogger<HubReady>>()));
        SystemdWatchdog.Add(builder.Services);
        using var host = builder.Build();
        return await DaemonRun.HostAsync(host, token);
    }
}
