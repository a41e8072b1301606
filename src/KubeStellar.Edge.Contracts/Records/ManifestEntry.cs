using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One object of a manifest.</summary>
/// <param name="Key">The object.</param>
/// <param name="Content">Digest of the variant's canonical JSON.</param>
public sealed record ManifestEntry(ObjectKey Key, Digest Content)
{
    /// <summary>Create it once and never change it again.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>Whether it is removed from the target when no tree names it any more; false orphans it.</summary>
    public bool Prune { get; set; } = true;

    /// <summary>What to do about drift.</summary>
    public DriftMode Drift { get; set; } = DriftMode.Correct;

    /// <summary>Objects that must be applied and current at the edge before this one is applied; null for none.</summary>
    public IReadOnlyList<ObjectKey>? DependsOn { get; init; }

    /// <summary>The workload object that fanned out into this one; null when it is that object itself.</summary>
    public ObjectKey? Source { get; init; }

    /// <summary>How it is applied where that is not as usual; null for as usual.</summary>
    public ApplyRules? Rules { get; init; }

    /// <summary>In a region's manifest: for how many edges the policy's <c>choose</c> may choose there, as the parent granted; null: as it likes.</summary>
    public int? Quota { get; init; }

    /// <summary>Whether handles stand in the content for secret values, which the root's data keys open; null for no.</summary>
    public bool? Sealed { get; init; }

    /// <summary>What to do about drift of a field: what the longest path that holds it says, or else the object's own mode.</summary>
    /// <param name="field">The field, as in <see cref="DriftRule.Path"/>.</param>
    public DriftMode DriftOf(string field) => Rules?.DriftAt?.Where(rule => DriftRule.Holds(rule.Path, field)).MaxBy(rule => rule.Path.Length)?.Mode ?? Drift;

    /// <summary>Equal when every member is; a list of dependencies by what is in it, none as null.</summary>
    public bool Equals(ManifestEntry? other) => other is not null
        && (Key, Content, CreateOnly, Prune, Drift, Source, Rules, Quota, Sealed) == (other.Key, other.Content, other.CreateOnly, other.Prune, other.Drift, other.Source, other.Rules, other.Quota, other.Sealed)
        && (DependsOn ?? []).SequenceEqual(other.DependsOn ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Content, CreateOnly, Prune, Drift, Source, DependsOn?.Count ?? 0, Rules);
}
