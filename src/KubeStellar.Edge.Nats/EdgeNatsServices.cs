using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Nats;

/// <summary>Registers what an edge needs of NATS.</summary>
public static class EdgeNatsServices
{
    /// <summary>The link (<see cref="IHubLink"/>) of a device that has joined.</summary>
    /// <exception cref="IdentityException">The device has not joined.</exception>
    /// <param name="services">Registered here.</param>
    /// <param name="identity">Who it is, and what it pinned.</param>
    /// <param name="client">Certificate and key (PEM) for a server that asks for one; null for none.</param>
    /// <param name="keysMaxAge">How old the device's keys may become; null for as old as the hub lets them.</param>
    public static IServiceCollection AddEdgeNats(this IServiceCollection services, DeviceIdentity identity, Func<string>? client = null, TimeSpan? keysMaxAge = null)
    {
        var pin = identity.Pin ?? throw new IdentityException("This device has not joined a hub.");
        var hub = new PinnedHub(identity, new RootVerifier());
        var certificate = client is null ? new DeviceCertificate(identity, TimeProvider.System) : null;
        services.TryAddSingleton<IPinnedHub>(hub);
        return services.AddEdgeNats(options =>
        {
            options.Edge = pin.Edge;
            options.Ca = new PinnedCa(identity, new RootVerifier());
            options.Hub = hub;
            options.Device = identity;
            options.Certificate = certificate;
            options.KeysMaxAge = keysMaxAge;
            options.Trust = new CommandTrust(identity, new RootVerifier());
            options.Endpoint = new NatsEndpoint
            {
                Urls = () => pin.HubUrls,
                User = identity.Credentials,
                Tls = () => new TlsTrust { CaPem = identity.Pin!.CaPem, ClientPem = client is null ? certificate!.Pem : client() },
                Name = "kse-edge-" + pin.Edge,
            };
        });
    }

    /// <summary>The link (<see cref="IHubLink"/>), with options.</summary>
    public static IServiceCollection AddEdgeNats(this IServiceCollection services, Action<EdgeNatsOptions> configure)
    {
        services.AddOptions<EdgeNatsOptions>().Configure(configure).Validate(
            static o => o.Endpoint is not null && Contracts.Keys.Names.IsDnsLabel(o.Edge) && o.RequestTimeout > TimeSpan.Zero && o.FirstWait > TimeSpan.Zero,
            "NATS: an endpoint, the edge's id (a DNS label) and times above zero are needed.").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Random>();
        services.TryAddSingleton<HubLink>();
        services.TryAddSingleton<IHubLink>(all => all.GetRequiredService<HubLink>());
        services.AddHostedService(all => all.GetRequiredService<HubLink>());
        return services;
    }
}
