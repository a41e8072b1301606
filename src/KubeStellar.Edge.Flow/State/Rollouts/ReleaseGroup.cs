namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A <see cref="BudgetRule"/> with numbers for the values of its label.</summary>
/// <param name="Limit">How many edges may be on their way per value.</param>
/// <param name="Values">Number of the value of each waiting edge, from 0, in the order of <see cref="ReleaseQuestion.Waiting"/>; edges without the label share one.</param>
/// <param name="OnTheWay">How many edges are on their way by number of the value; values beyond its end have none.</param>
internal sealed record ReleaseGroup(int Limit, IReadOnlyList<int> Values, IReadOnlyList<int> OnTheWay);
