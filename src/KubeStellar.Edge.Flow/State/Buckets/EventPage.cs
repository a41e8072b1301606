namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>A part of the audit stream.</summary>
/// <param name="Events">The events, oldest first; those that cannot be read are left out.</param>
/// <param name="Position">How far was read: the place to go on after.</param>
/// <param name="Newest">Place of the newest event of the stream; not above <paramref name="Position"/> when all was read.</param>
/// <param name="Created">When the stream was made: another time is another stream.</param>
public sealed record EventPage(IReadOnlyList<StoredEvent> Events, ulong Position, ulong Newest, DateTimeOffset Created);
