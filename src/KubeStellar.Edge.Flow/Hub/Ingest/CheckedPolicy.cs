using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A policy of a request that may be taken.</summary>
internal sealed record CheckedPolicy(PolicyKey Key, ApplyPolicy Policy, Digest Digest);
