using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How a region rolls a manifest of its parent out inside itself, as it tells its parent.</summary>
public sealed record RegionRollout
{
    /// <summary>The parent's manifest that it speaks of.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>What it was granted when it counted.</summary>
    public RolloutGrant? Grant { get; init; }

    /// <summary>How its own rollout stands.</summary>
    public RolloutPhase Phase { get; init; }

    /// <summary>CamelCase word for machines, why it does not go on; empty while it does, or while it only waits for the parent.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Sentence for people.</summary>
    public string Message { get; set; } = "";

    /// <summary>Its edges by declared wave, from 0; the rest comes after the last declared one. Waves without edges are left out.</summary>
    public IReadOnlyList<RegionWave> Waves { get; set; } = [];

    /// <summary>Equal when every member is.</summary>
    public bool Equals(RegionRollout? other) => other is not null
        && (Manifest, Grant, Phase, Reason, Message) == (other.Manifest, other.Grant, other.Phase, other.Reason, other.Message) && Waves.SequenceEqual(other.Waves);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Manifest, Phase, Reason, Waves.Count);
}
