namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>One rule of a role.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resources">In order.</param>
/// <param name="Verbs">In the order of a life: read, made, changed, removed.</param>
/// <param name="Notes">What to say above it.</param>
/// <param name="Optional">Whether it is written as a comment, for people to take up.</param>
internal sealed record RoleRule(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Verbs, IReadOnlyList<string> Notes, bool Optional = false)
{
    /// <summary>Names of the objects that it is about; empty for any.</summary>
    internal IReadOnlyList<string> Names { get; init; } = [];
}
