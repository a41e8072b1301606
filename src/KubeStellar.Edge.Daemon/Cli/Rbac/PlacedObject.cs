using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary>One object that is placed at an edge.</summary>
/// <param name="Key">The object.</param>
/// <param name="Workspace">Whose policy places it.</param>
internal sealed record PlacedObject(ObjectKey Key, string Workspace);
