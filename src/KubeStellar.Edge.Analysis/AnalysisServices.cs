using KubeStellar.Edge.Analysis.Lint;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Analysis;

/// <summary>Registers the analysis of policies.</summary>
public static class AnalysisServices
{
    /// <summary>Adds <see cref="IPolicyLint"/>.</summary>
    public static IServiceCollection AddPolicyAnalysis(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPolicyLint, PolicyLint>();
        return services;
    }
}
