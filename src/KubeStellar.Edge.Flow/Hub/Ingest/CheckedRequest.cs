namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A request that passed every check, in the order sent.</summary>
internal sealed record CheckedRequest(IReadOnlyList<CheckedLibrary> Libraries, IReadOnlyList<CheckedObject> Objects, IReadOnlyList<CheckedPolicy> Policies);
