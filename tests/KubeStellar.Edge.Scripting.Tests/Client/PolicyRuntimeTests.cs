using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.TestKit.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>The real runtime over a real child process.</summary>
public sealed class PolicyRuntimeTests : PolicyRuntimeContract
{
    protected override IPolicyRuntime Create() =>
        new PolicyRuntime(Options.Create(new PolicyRuntimeOptions { CallDeadline = TimeSpan.FromSeconds(10) }), TimeProvider.System, NullLogger<PolicyRuntime>.Instance);
}
