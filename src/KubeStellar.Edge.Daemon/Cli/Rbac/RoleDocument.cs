namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>A role, or a binding of one.</summary>
/// <param name="Kind">ClusterRole, Role, ClusterRoleBinding or RoleBinding.</param>
/// <param name="Name">Its name, and that of the role that a binding is about.</param>
/// <param name="Namespace">Empty for a cluster-scoped one.</param>
/// <param name="Rules">Of a role; empty for a binding.</param>
/// <param name="Subject">Whom a binding gives it to; null for a role.</param>
/// <param name="Notes">What to say above it.</param>
internal sealed record RoleDocument(string Kind, string Name, string Namespace, IReadOnlyList<RoleRule> Rules, RoleSubject? Subject, IReadOnlyList<string> Notes);
