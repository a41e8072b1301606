namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>How one case went.</summary>
/// <param name="Spec">File of the spec.</param>
/// <param name="Name">What the case is about.</param>
/// <param name="Failures">What was not as expected; none: it passed.</param>
/// <param name="Time">How long it took.</param>
internal sealed record CaseResult(string Spec, string Name, IReadOnlyList<Failure> Failures, TimeSpan Time)
{
    /// <summary>Its snapshot was written anew.</summary>
    internal bool Updated { get; init; }

    internal bool Passed => Failures.Count == 0;
}

/// <summary>One expectation that was not met.</summary>
/// <param name="What">In one line.</param>
/// <param name="Lines">Differences line by line, with a leading <c>' '</c>, <c>'-'</c> (expected) or <c>'+'</c> (got); may be empty.</param>
internal sealed record Failure(string What, IReadOnlyList<string> Lines);
