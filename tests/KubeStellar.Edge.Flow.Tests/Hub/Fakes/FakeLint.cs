using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>Finds what the test says.</summary>
internal sealed class FakeLint : IPolicyLint
{
    public IReadOnlyList<LintFinding> Found { get; set; } = [];

    public Task<IReadOnlyList<LintFinding>> CheckAsync(PolicyBundle bundle, CancellationToken token) => Task.FromResult(Found);
}
