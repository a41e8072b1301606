using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A shared library of a request that may be taken.</summary>
internal sealed record CheckedLibrary(LibraryKey Key, PolicyBundle Bundle, Digest Digest);
