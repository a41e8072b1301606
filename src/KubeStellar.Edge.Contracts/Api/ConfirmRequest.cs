using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A person lets a held change go on.</summary>
public sealed record ConfirmRequest : WireRecord
{
    /// <summary>Id of the hold; or a policy's name.</summary>
    public required string Id { get; init; }

    /// <summary>Why, for the audit.</summary>
    public string Reason { get; set; } = "";
}
