using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Edges where the same would change in the same way.</summary>
/// <param name="Object">Object key.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Edges">How many edges.</param>
/// <param name="Sample">Ids of some of them.</param>
/// <param name="BeforeDigest">Digest of what is there now; null for nothing.</param>
/// <param name="AfterDigest">Digest of what would be there; null for nothing.</param>
public sealed record PreviewChange(string Object, string Change, int Edges, IReadOnlyList<string> Sample, string? BeforeDigest, string? AfterDigest)
{
    /// <summary>What is there now; null for nothing, and when the answer would be too large.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>What would be there; null for nothing, and when the answer would be too large.</summary>
    public JsonElement? After { get; init; }
}
