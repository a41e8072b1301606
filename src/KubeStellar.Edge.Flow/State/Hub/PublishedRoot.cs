using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>A root that is durable in <c>kse-desired</c>.</summary>
/// <param name="Root">Parsed.</param>
/// <param name="Digest">SHA-256 of the raw root text.</param>
/// <param name="Signed">The signed root's bytes, as stored and republished.</param>
/// <param name="BucketRevision">Its revision in the bucket, for the next compare-and-set.</param>
public sealed record PublishedRoot(RootRecord Root, Digest Digest, ReadOnlyMemory<byte> Signed, ulong BucketRevision);
