using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Reads a policy without running it, and finds what would make its answers depend on more than its arguments.</summary>
public interface IPolicyLint
{
    /// <summary>What is wrong with it, in the order of files and places. Whatever the source is, an answer comes within a bounded time.</summary>
    /// <param name="bundle">Plain JavaScript: a bundle in TypeScript is stripped first (<see cref="IPolicyRuntime.StripAsync"/>).</param>
    /// <param name="token">Cancels the wait.</param>
    Task<IReadOnlyList<LintFinding>> CheckAsync(PolicyBundle bundle, CancellationToken token);
}
