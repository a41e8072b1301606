namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>What is known of one edge of a rollout.</summary>
/// <param name="Edge">Its id.</param>
/// <param name="Group">Name of its decision group; empty for one without a name.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Since">When it came to be so; null when nobody knows, which counts as just now at every look: such a member never times out.</param>
internal sealed record StrategyMember(string Edge, string Group, MemberStatus Status, DateTimeOffset? Since)
{
    /// <summary>When time alone changes it: its soak ends, or its deadline passes. Null when time does not.</summary>
    public DateTimeOffset? RecheckAt { get; init; }
}
