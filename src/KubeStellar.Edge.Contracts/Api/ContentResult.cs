using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A stored value as it lies in its bucket: raw, compressed, or a list of chunks.</summary>
public sealed record ContentResult : WireRecord
{
    /// <summary>The bytes in base64.</summary>
    public required byte[] Stored { get; init; }
}
