namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// How far a region may roll a manifest out inside itself: the share of the fleet's waves that its parent handed to it. Waves by predicate, label and percentage are the fleet's,
/// because an edge's place in them depends on that edge alone; waves that count edges are shared out.
/// </summary>
public sealed record RolloutGrant
{
    /// <summary>How many of the policy's declared waves may be open, in their order: 0 is none of them. Null: all, and edges of the rest as well.</summary>
    public int? Rules { get; init; }

    /// <summary>It goes back: every edge moves as soon as concurrency and budgets let it, and no wave, window or approval is waited for.</summary>
    public bool Back { get; init; }

    /// <summary>The parent's rollout is stopped: no edge moves, whatever was granted.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool Stop { get; init; }

    /// <summary>For declared waves that count edges, by their number from 0 as text: how many edges of this region each takes.</summary>
    public SortedDictionary<string, int>? Counts { get; init; }

    /// <summary>Nothing may move.</summary>
    public static RolloutGrant None { get; } = new() { Rules = 0 };

    /// <summary>Equal when every member is.</summary>
    public bool Equals(RolloutGrant? other) => other is not null && Rules == other.Rules && Back == other.Back && Stop == other.Stop
        && (Counts ?? []).SequenceEqual(other.Counts ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rules, Back, Stop, Counts?.Count ?? 0);
}
