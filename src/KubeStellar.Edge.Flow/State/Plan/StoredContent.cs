namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What is known of a stored content.</summary>
/// <param name="Revision">Its revision in the bucket.</param>
/// <param name="At">When this process stored, found or last promised it.</param>
internal readonly record struct StoredContent(ulong Revision, DateTimeOffset At);
