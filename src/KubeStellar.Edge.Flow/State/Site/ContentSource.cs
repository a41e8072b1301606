using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>A content of the local store, verified; null when it is missing. May throw <see cref="IOException"/>.</summary>
public delegate ReadOnlyMemory<byte>? ContentSource(Digest digest);
