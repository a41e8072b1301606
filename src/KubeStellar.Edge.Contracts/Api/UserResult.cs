using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A user that was made, issued anew or revoked.</summary>
public sealed record UserResult : WireRecord
{
    /// <summary>The user.</summary>
    public required UserRecord User { get; init; }

    /// <summary>Its JWT; empty when it was revoked.</summary>
    public string Jwt { get; set; } = "";

    /// <summary>What whoever asked still has to do, in a sentence; null for nothing.</summary>
    public string? Note { get; init; }
}
