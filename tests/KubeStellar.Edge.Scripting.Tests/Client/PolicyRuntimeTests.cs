using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>The real runtime over a real child process.</summary>
public sealed class PolicyRuntimeTests(SharedRuntime shared) : PolicyRuntimeContract, IClassFixture<SharedRuntime>
{
    protected override bool Owned => false;

    protected override IPolicyRuntime Create() => shared.Runtime;
}
