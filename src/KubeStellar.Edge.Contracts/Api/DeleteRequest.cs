using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What to delete; refused whole when one of them does not exist, unless <see cref="IgnoreNotFound"/>.</summary>
public sealed record DeleteRequest : WireRecord
{
    /// <summary>Workload objects.</summary>
    public IReadOnlyList<ObjectKey> Objects { get; set; } = [];

    /// <summary>Policies, by name.</summary>
    public IReadOnlyList<string> Policies { get; set; } = [];

    /// <summary>Shared libraries, <c>name@version</c>; null for none.</summary>
    public IReadOnlyList<string>? Libraries { get; init; }

    /// <summary>Whether a missing one is fine.</summary>
    public bool IgnoreNotFound { get; init; }
}
