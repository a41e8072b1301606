using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Something to do with the hub's own keys.</summary>
public sealed record KeysRequest : WireRecord
{
    /// <summary>One of <see cref="KeyActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>One of <see cref="KeyKinds"/>; empty for <see cref="KeyActions.Status"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>End a rotation though somebody still depends on the former key, who will be locked out.</summary>
    public bool LockOut { get; init; }
}
