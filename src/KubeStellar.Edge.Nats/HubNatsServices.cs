using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Buckets;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Nats;

/// <summary>Registers what a hub needs of NATS.</summary>
public static class HubNatsServices
{
    /// <summary>
    /// Connection, buckets (<see cref="IBuckets"/>) and audit stream (<see cref="IEventLog"/>). Nothing is connected before the first use, so that an embedded
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
        services.TryAddSingleton<IBuckets, NatsBuckets>();
        services.TryAddSingleton<IEventLog, NatsEventLog>();
        return services;
    }
}
