namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>All that was found.</summary>
/// <param name="Files">Policies that were checked.</param>
/// <param name="Problems">In the order of files and places.</param>
/// <param name="Types">What checked the types; null when nothing did.</param>
/// <param name="Untyped">Why types were not checked, and what to do; empty when they were.</param>
internal sealed record CheckReport(IReadOnlyList<string> Files, IReadOnlyList<Problem> Problems, string? Types, string Untyped)
{
    internal int Errors => Problems.Count(problem => problem.Error);

    internal int Warnings => Problems.Count - Errors;
}
