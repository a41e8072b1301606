using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>The object that a secret value was written in. A handle opens under its own origin only: copied into another object or workspace it is worthless.</summary>
/// <param name="Workspace">Its workspace at this hub.</param>
/// <param name="Object">The object as its owner applied it: of a fanned-out copy, its source.</param>
public readonly record struct SealOrigin(string Workspace, ObjectKey Object);
