using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>What a gate is to be asked: an answer counts only while all of this is still so.</summary>
/// <param name="Number">The release.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Wave">The wave.</param>
/// <param name="Totals">The wave's totals.</param>
internal sealed record GateQuestion(long Number, int Attempt, int Wave, WaveTotals Totals);
