namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How an edge applies one object, where that differs from what is usual; a target that cannot do one of these ignores it.</summary>
public sealed record ApplyRules
{
    /// <summary>Take over an object of that key which somebody else made, and prune it like one of its own.</summary>
    public bool Adopt { get; init; }

    /// <summary>Take fields from other field managers instead of reporting the conflict.</summary>
    public bool Force { get; init; }

    /// <summary>Delete the object and create it again when a change touches fields that cannot be changed.</summary>
    public bool Replace { get; init; }

    /// <summary>Delete the object and create it again whenever its content changes: for a Job that is to run again.</summary>
    public bool Recreate { get; init; }

    /// <summary>What becomes of what the object owns when it is removed.</summary>
    public Propagation Propagation { get; init; }

    /// <summary>How much of its status is reported.</summary>
    public StatusScope Status { get; init; }

    /// <summary>The paths below <c>.status</c> that are reported when <see cref="Status"/> says so: <c>readyReplicas</c>, <c>loadBalancer.ingress</c>; null for none.</summary>
    public IReadOnlyList<string>? StatusPaths { get; init; }

    /// <summary>Fields whose drift is treated in another way than the rest; the longest path that holds a field decides. Null for none.</summary>
    public IReadOnlyList<DriftRule>? DriftAt { get; init; }

    /// <summary>Equal when every member is; lists by what is in them, none as null.</summary>
    public bool Equals(ApplyRules? other) => other is not null
        && (Adopt, Force, Replace, Recreate, Propagation, Status) == (other.Adopt, other.Force, other.Replace, other.Recreate, other.Propagation, other.Status)
        && (StatusPaths ?? []).SequenceEqual(other.StatusPaths ?? [], StringComparer.Ordinal)
        && (DriftAt ?? []).SequenceEqual(other.DriftAt ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Adopt, Force, Replace, Recreate, Propagation, Status, StatusPaths?.Count ?? 0, DriftAt?.Count ?? 0);
}
