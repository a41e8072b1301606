namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>An event of the audit stream.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="Number">Its number in the chain; null of one without.</param>
/// <param name="Time">When it happened, as it says.</param>
public sealed record ChainPlace(ulong Sequence, long? Number, DateTimeOffset? Time);
