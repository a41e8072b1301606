using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Objects that do not fit a record.</summary>
internal static class LargeObjects
{
    private const int LargestInRecord = 256 * 1024;

    /// <summary>What stands in the record; null for an object that is stored as content.</summary>
    /// <param name="canonical">Canonical JSON of the object.</param>
    public static JsonElement? Inline(ReadOnlySpan<byte> canonical) => canonical.Length > LargestInRecord ? null : CanonicalJson.Parse(canonical);
}
