namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>What <c>kse policy test</c> was asked for.</summary>
internal sealed record TestOptions(
    IReadOnlyList<string> Paths, string? Filter, bool Update, bool Quiet, bool Watch, string? JUnit, bool Coverage, string? Lcov, double? MinLines, double? MinBranches);
