using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KubeStellar.Edge.Scripting;

/// <summary>Registers the policy runtime.</summary>
public static class ScriptingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IPolicyRuntime"/> over a policy host process, and <see cref="IPolicyHost"/> to look at it; options of <see cref="PolicyRuntimeOptions"/> are validated at start.</summary>
    public static IServiceCollection AddPolicyRuntime(this IServiceCollection services)
    {
        services.AddOptions<PolicyRuntimeOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IPolicyRuntime, PolicyRuntime>();
        services.TryAddSingleton(provider => (IPolicyHost)provider.GetRequiredService<IPolicyRuntime>());
        return services;
    }
}
