namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>A request that passed every check, in the order sent.</summary>
internal sealed record CheckedRequest(IReadOnlyList<CheckedLibrary> Libraries, IReadOnlyList<CheckedObject> Objects, IReadOnlyList<CheckedPolicy> Policies)
{
    /// <summary>Objects that are there already and of which a policy of the request makes something a secret.</summary>
    public IReadOnlyList<CheckedObject> Resealed { get; init; } = [];
}
