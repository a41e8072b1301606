using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object that this edge put, or is about to put, into its target: a line of the inventory.</summary>
/// <param name="Key">The object.</param>
/// <param name="Policy">The policy that placed it.</param>
/// <param name="Content">The content last applied; zero while it never was.</param>
/// <param name="Prune">Whether it is removed when no tree names it.</param>
public sealed record TrackedObject(ObjectKey Key, PolicyKey Policy, Digest Content, bool Prune);
