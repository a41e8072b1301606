namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What a release rule chose.</summary>
/// <param name="Slots">Edges that start now.</param>
/// <param name="NextAt">When time alone may let more start; null: never.</param>
internal sealed record ReleaseChoice(IReadOnlyList<int> Slots, DateTimeOffset? NextAt)
{
    /// <summary>Nothing starts.</summary>
    public static ReleaseChoice Nothing { get; } = new([], null);

    /// <summary>Why nothing more will start though edges wait, for people; empty: there is no such reason. A breach of the strategy's limit of failures.</summary>
    public string Breach { get; init; } = "";

    /// <summary>Whether the strategy is done: it asks for no more edges, and every success is old enough.</summary>
    public bool Done { get; init; } = true;

    /// <summary>Edges that count as failed because they took too long, by the strategy's deadline.</summary>
    public int TimedOut { get; init; }
}
