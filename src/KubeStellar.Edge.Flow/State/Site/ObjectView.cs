using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>One object of a policy as the edge sees it.</summary>
/// <param name="Key">The object.</param>
/// <param name="Report">What is said of it.</param>
public sealed record ObjectView(ObjectKey Key, ReportObject Report);
