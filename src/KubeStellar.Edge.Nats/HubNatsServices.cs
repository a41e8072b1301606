using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Nats.Api;
using KubeStellar.Edge.Nats.Buckets;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Inputs;
using KubeStellar.Edge.Nats.Standby;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Nats;

/// <summary>Registers what a hub needs of NATS.</summary>
public static class HubNatsServices
{
    /// <summary>
    /// Connection, buckets (<see cref="IBuckets"/>), audit stream (<see cref="IEventLog"/>), what gates read of NATS, and the voice of a hub that waits. Nothing is connected before the first use, so that an embedded
    /// server may be started in between.
    /// </summary>
    public static IServiceCollection AddHubBuckets(this IServiceCollection services, Action<HubNatsOptions> configure)
    {
        services.AddOptions<HubNatsOptions>().Configure(configure).Validate(
            static o => o.Endpoint is not null && o.RequestTimeout > TimeSpan.Zero && o.BatchTimeout > TimeSpan.Zero && o.Replicas is 1 or 3 or 5
                && o.Window is >= 1 and <= 8192 && o.EventsMaxBytes >= 1 << 20,
            "NATS: an endpoint is needed, timeouts above zero, 1, 3 or 5 replicas, a window of 1 to 8192, and at least 1 MiB of events.").ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HubConnection>();
        services.TryAddSingleton<ChangeBell>();
        services.TryAddSingleton<IBuckets, NatsBuckets>();
        services.TryAddSingleton<IEventLog, NatsEventLog>();
        services.TryAddSingleton<IEdgeAsker, EdgeAsker>();
        services.TryAddSingleton(static all => new StandbyVoice(all.GetRequiredService<HubConnection>(), all.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IGateInputs, NatsInputs>());
        services.AddOptions<ApiOptions>().Configure<HubConnection>(static (api, connection) => api.ServerVersion = () => connection.ServerVersion);
        return services;
    }

    /// <summary>
    /// The edge gateway, the API and who hears standby hubs, as hosted services: to be registered after the flow whose <see cref="IGatewayHandler"/>, <see cref="IApiHandler"/> and <see cref="IStandbyHearing"/> they
    /// call, because hosted services start in the order of registration.
    /// </summary>
    public static IServiceCollection AddHubTransports(this IServiceCollection services, Action<GatewayTransportOptions>? configure = null)
    {
        services.AddOptions<GatewayTransportOptions>().Configure(configure ?? (static _ => { })).Validate(
            static o => o.RatePerSecond > 0 && o.JoinRatePerSecond > 0 && o.Burst > 0 && o.JoinBurst > 0 && o.QueuePerEdge > 0 && o.Concurrency > 0
                && o.MaxRequestBytes > 0 && o.MaxReportBytes > 0 && o.HandlerTimeout > TimeSpan.Zero,
            "Gateway: rates, bursts, sizes and times must be above zero.").ValidateOnStart();
        services.TryAddSingleton<GatewayTransport>();
        services.TryAddSingleton<ApiService>();
        services.AddHostedService(all => all.GetRequiredService<GatewayTransport>());
        services.AddHostedService(all => all.GetRequiredService<ApiService>());
        services.AddHostedService<ChangeTeller>();
        services.AddHostedService<StandbyListener>();
        return services;
    }
}
