namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>Whom a binding gives a role to.</summary>
/// <param name="Kind">ServiceAccount or User.</param>
/// <param name="Namespace">Of a service account; empty for a user.</param>
/// <param name="Name">Its name.</param>
internal sealed record RoleSubject(string Kind, string Namespace, string Name);
