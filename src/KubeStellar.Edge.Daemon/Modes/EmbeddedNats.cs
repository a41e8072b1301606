using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The hub's own nats-server, its certificates, and who keeps both.</summary>
internal static class EmbeddedNats
{
    /// <exception cref="DaemonFailure">The options do not go together, or nobody may listen there like that.</exception>
    /// <exception cref="IdentityException">A certificate or a key cannot be used.</exception>
    internal static HubAccess Access(IServiceCollection services, HubSettings settings, HubKeys keys)
    {
        ExternalNats.RefuseOptionsWithout(settings);
        var listen = ListenAddress.Parse(settings.Listen);
        var tls = TlsRule.Decide(settings.Tls, listen, settings.AllowPlaintext) ? HubTls.Open(OptionsOf(settings, listen), TimeProvider.System) : null;
        if (tls is null && !listen.IsLoopback)
            Console.Error.WriteLine($"warning: --allow-plaintext: whoever is on the way to {settings.Listen} can read and change what edges and hub say");
        var account = keys.OwnAccount();
        var mint = new UserMint(account, TimeProvider.System);
        var own = mint.Hub();
        EmbeddedServer? server = null;
        services.AddSingleton(all => server = new EmbeddedServer(
            keys,
            new EmbeddedServerOptions
            {
                StateDirectory = settings.State,
                Host = listen.Host,
                Port = listen.Port,
                Tls = tls?.Files,
                Sync = settings.Sync == "always" ? SyncInterval.Always : SyncInterval.Default,
            },
            TimeProvider.System,
            all.GetRequiredService<ILogger<EmbeddedServer>>()));
        services.AddHostedService(all => all.GetRequiredService<EmbeddedServer>());
        if (tls is not null)
        {
            services.AddSingleton(all => new TlsKeeper(tls, all.GetRequiredService<EmbeddedServer>(), TimeProvider.System, all.GetRequiredService<ILogger<TlsKeeper>>()));
            services.AddHostedService(all => all.GetRequiredService<TlsKeeper>());
            services.AddSingleton(all => new ClientIssuer(tls, all.GetRequiredService<IRootSigner>()));
            services.AddSingleton(all => new CaRotation(tls, all.GetRequiredService<TlsKeeper>()));
        }

        var advertised = TlsRule.Advertised(settings.Advertise, tls is not null);
        var endpoint = new NatsEndpoint { Urls = () => [server!.Url], User = () => account.Issued(own) ? own : own = mint.Hub(), Tls = tls is null ? null : tls.Own, Name = "kse-hub" };
        services.AddSingleton(all => new ServerAccount(keys, settings.State, endpoint with { User = null }, TimeProvider.System, all.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IEdgeLockout>(all => new ServerLockout(all.GetRequiredService<ServerAccount>(), keys));
        services.AddSingleton(all => new SigningRotation(keys, all.GetRequiredService<ServerAccount>(), () => AdminCredentials.Keep(settings, account), TimeProvider.System));
        return new HubAccess(account, endpoint)
        {
            Advertised = () => advertised.Count > 0 ? advertised : [server!.Url],
            Ca = () => tls?.CaPem,
            ToolUrl = () => ToolUrl(server!.Url, advertised, tls),
            CaFile = tls?.CaFile,
            ClientFile = tls?.ClientFile,
            ClientKeyFile = tls?.ClientFile,
        };
    }

    private static HubTlsOptions OptionsOf(HubSettings settings, ListenAddress listen) => new()
    {
        StateDirectory = settings.State,
        Names = ServerNames.Of(listen.Host, settings.Advertise, Environment.MachineName),
        CertificateFile = settings.Tls.Certificate,
        KeyFile = settings.Tls.Key,
        CaFile = settings.Tls.Ca,
        ClientCaFile = settings.Tls.Verify == TlsSettings.OfHub ? null : settings.Tls.Verify,
        VerifyOwn = settings.Tls.Verify == TlsSettings.OfHub,
        NewAuthority = settings.Tls.NewCa,
    };

    // A certificate of somebody else is for the hub's public name, and hardly for 127.0.0.1.
    private static string ToolUrl(string own, IReadOnlyList<string> advertised, HubTls? tls) =>
        tls is null || tls.IsFor(ServerNames.HostOf(own)) ? own : advertised.FirstOrDefault(url => tls.IsFor(ServerNames.HostOf(url)), own);
}
