using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>Registers what is known of who may be an edge.</summary>
internal static class AdmissionServices
{
    internal static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddOptions<AdmissionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<HubRecords>();
        services.TryAddSingleton<TokenStore>();
        services.TryAddSingleton<PendingStore>();
        services.TryAddSingleton<LeftStore>();
        services.TryAddSingleton<Successions>();
        services.TryAddSingleton<RevocationBook>();
        services.TryAddSingleton<IEdgeLockout, ForeignServer>();
        return services;
    }
}
