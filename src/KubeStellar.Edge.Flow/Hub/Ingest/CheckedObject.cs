using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>An object of a request that may be taken.</summary>
internal sealed record CheckedObject(string Source, ObjectKey Key, byte[] Canonical, Digest Digest);
