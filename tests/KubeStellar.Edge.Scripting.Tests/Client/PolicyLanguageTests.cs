using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>The language over a real child process.</summary>
public sealed class PolicyLanguageTests(SharedRuntime shared) : PolicyLanguageContract, IClassFixture<SharedRuntime>
{
    protected override bool Owned => false;

    protected override IPolicyRuntime Create() => shared.Runtime;
}
