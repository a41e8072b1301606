using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>What came of reading a strategy.</summary>
/// <param name="Options">The options; null when anything is wrong.</param>
/// <param name="Errors">All that is wrong, and where.</param>
internal sealed record StrategyReading(StrategyOptions? Options, IReadOnlyList<FieldError> Errors);
