namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A weekly maintenance window. It may pass midnight: its day is the one on which it begins.</summary>
/// <param name="Days">Days on which it begins; empty: every day.</param>
/// <param name="From">Time of day of its begin.</param>
/// <param name="To">Time of day of its end; the same as the begin: a whole day.</param>
/// <param name="Zone">IANA name of the time zone; <c>UTC</c> when none is given.</param>
public sealed record WindowRule(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, string Zone);
