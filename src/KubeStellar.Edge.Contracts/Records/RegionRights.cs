namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// What a parent lets the operators of a region do of their own will. Whatever is said here: they may label, taint and remove their own edges, pause rollouts and freeze,
/// since to stop is always allowed.
/// </summary>
public sealed record RegionRights
{
    /// <summary>Workspaces in which they may apply objects and policies of their own, under names that the parent does not use; <c>*</c>: all. None by default.</summary>
    public IReadOnlyList<string> Own { get; set; } = [];

    /// <summary>Policies (<c>workspace</c> or <c>workspace/policy</c>; <c>*</c>: all) whose objects they may override. An override stands, whatever the parent says of that object meanwhile, until they delete it or this right is withdrawn. None by default.</summary>
    public IReadOnlyList<string> Override { get; set; } = [];

    /// <summary>Equal when both lists say the same in the same order.</summary>
    public bool Equals(RegionRights? other) => other is not null && Own.SequenceEqual(other.Own) && Override.SequenceEqual(other.Override);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Own.Count, Override.Count, Own.Count > 0 ? Own[0] : "", Override.Count > 0 ? Override[0] : "");
}
