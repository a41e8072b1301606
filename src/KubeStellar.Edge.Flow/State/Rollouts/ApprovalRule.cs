namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A wave opens when enough people let it.</summary>
/// <param name="Count">How many different people.</param>
/// <param name="By">Whose approval counts; empty: anybody's.</param>
public sealed record ApprovalRule(int Count, IReadOnlyList<string> By);
