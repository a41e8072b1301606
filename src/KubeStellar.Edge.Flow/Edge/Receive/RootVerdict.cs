using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>The judgement of one received root.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">Why it is ignored or refused.</param>
/// <param name="Root">The root when it was believed.</param>
/// <param name="Digest">SHA-256 of the root's raw text.</param>
internal sealed record RootVerdict(RootVerdictKind Kind, string Reason, RootRecord? Root, Digest Digest);
