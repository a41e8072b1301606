using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>Rollouts over a real child process.</summary>
public sealed class PolicyRolloutTests(SharedRuntime shared) : PolicyRolloutContract, IClassFixture<SharedRuntime>
{
    protected override bool Owned => false;

    protected override IPolicyRuntime Create() => shared.Runtime;
}
