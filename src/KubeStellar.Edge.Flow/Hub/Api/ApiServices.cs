using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Registers the API.</summary>
internal static class ApiServices
{
    internal static IServiceCollection AddHubApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<TokenStore>();
        services.TryAddSingleton<Pager>();
        services.TryAddSingleton<Placements>();
        services.TryAddSingleton<Explainer>();
        services.TryAddSingleton<TokenDesk>();
        services.AddSingleton<IListing, WorkloadListing>();
        services.AddSingleton<IListing, PolicyListing>();
        services.AddSingleton<IListing, EdgeListing>();
        services.AddSingleton<IListing, PlacementListing>();
        services.AddSingleton<IListing, DesiredListing>();
        services.AddSingleton<IListing, StatusListing>();
        services.AddSingleton<IListing, SummaryListing>();
        services.AddSingleton<IListing, EventListing>();
        services.AddSingleton<IListing, TokenListing>();
        services.TryAddSingleton<IApiHandler, ApiHandler>();
        return services;
    }
}
