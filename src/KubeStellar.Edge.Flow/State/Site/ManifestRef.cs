using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>A manifest with its name.</summary>
/// <param name="Digest">Its digest.</param>
/// <param name="Record">The manifest.</param>
public sealed record ManifestRef(Digest Digest, ManifestRecord Record);
