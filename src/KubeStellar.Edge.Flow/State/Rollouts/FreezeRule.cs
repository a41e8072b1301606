namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>A span in which nothing moves.</summary>
/// <param name="From">Its begin.</param>
/// <param name="To">Its end; later than the begin.</param>
/// <param name="Reason">Why, for people; may be empty.</param>
public sealed record FreezeRule(DateTimeOffset From, DateTimeOffset To, string Reason);
