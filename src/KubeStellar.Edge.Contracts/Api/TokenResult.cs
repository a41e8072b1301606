using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A new join token. Its secret is shown this once.</summary>
public sealed record TokenResult : WireRecord
{
    /// <summary>Id, for <c>kse token</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The token; empty when one was deleted.</summary>
    public required string Token { get; init; }
}
