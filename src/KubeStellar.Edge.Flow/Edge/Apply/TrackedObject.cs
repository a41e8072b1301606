using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object that this edge put, or is about to put, into its target: a line of the inventory.</summary>
/// <param name="Key">The object.</param>
/// <param name="Policy">The policy that placed it.</param>
/// <param name="Content">The content last applied; zero while it never was.</param>
/// <param name="Prune">Whether it is removed when no tree names it.</param>
public sealed record TrackedObject(ObjectKey Key, PolicyKey Policy, Digest Content, bool Prune)
{
    /// <summary>Keys of the objects and policies that it depended on when a tree last named it, so that it is removed before them; null for none, or when that was lost.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>What becomes of what the object owns when it is removed.</summary>
    public Propagation Propagation { get; init; }

    /// <summary>Equal when every member is; a list of dependencies by what is in it, none as null.</summary>
    public bool Equals(TrackedObject? other) => other is not null
        && (Key, Policy, Content, Prune, Propagation) == (other.Key, other.Policy, other.Content, other.Prune, other.Propagation)
        && (DependsOn ?? []).SequenceEqual(other.DependsOn ?? [], StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Policy, Content, Prune);
}
