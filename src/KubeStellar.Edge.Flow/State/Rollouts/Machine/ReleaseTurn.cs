namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>One question of a turn: which waiting edges of a wave start?</summary>
/// <param name="Rule">The wave's rule.</param>
/// <param name="Wave">The wave.</param>
/// <param name="OpenedAt">When it opened.</param>
/// <param name="Now">The time.</param>
internal sealed record ReleaseTurn(WaveRule Rule, int Wave, DateTimeOffset OpenedAt, DateTimeOffset Now)
{
    /// <summary>Rules of all waves, by wave: edges of others may take places too.</summary>
    public required IReadOnlyList<WaveRule> Rules { get; init; }

    /// <summary>Edges go back.</summary>
    public bool Back { get; init; }

    /// <summary>Slots that start in the same turn already, of other waves.</summary>
    public IReadOnlyCollection<int> Starting { get; init; } = [];
}
