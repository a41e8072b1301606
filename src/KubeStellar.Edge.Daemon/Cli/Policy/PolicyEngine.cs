using KubeStellar.Edge.Analysis;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>The engine that runs policies in production, for one verb: a policy host as a child of this process, with the limits that a daemon sets.</summary>
internal sealed class PolicyEngine : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private PolicyEngine(ServiceProvider provider)
    {
        _provider = provider;
        Runtime = provider.GetRequiredService<IPolicyRuntime>();
        Host = provider.GetRequiredService<IPolicyHost>();
        Lint = provider.GetRequiredService<IPolicyLint>();
    }

    internal IPolicyRuntime Runtime { get; }

    internal IPolicyHost Host { get; }

    internal IPolicyLint Lint { get; }

    /// <summary>Starts nothing yet: the host comes with the first call.</summary>
    internal static PolicyEngine Open(CliServices services, Action<PolicyRuntimeOptions>? change = null)
    {
        var all = new ServiceCollection();
        all.AddLogging();
        all.AddPolicyRuntime();
        all.AddPolicyAnalysis();
        all.Configure<PolicyRuntimeOptions>(options =>
        {
            options.HostFileName = services.PolicyHost;
            change?.Invoke(options);
        });
        return new PolicyEngine(all.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
