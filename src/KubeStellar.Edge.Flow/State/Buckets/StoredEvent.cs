using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>An event and its place.</summary>
/// <param name="Sequence">Place in the stream, from 1.</param>
/// <param name="Record">The event.</param>
public sealed record StoredEvent(ulong Sequence, EventRecord Record);
