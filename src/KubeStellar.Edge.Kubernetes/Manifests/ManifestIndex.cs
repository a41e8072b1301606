using System.Collections.Frozen;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>Which files of the folder are this edge's: replaced whole, and always on disk before a file that it names is written.</summary>
internal sealed class ManifestIndex(IReadOnlyList<IndexEntry> entries, string? owner = null)
{
    /// <summary>No extension, so that no reader of manifests takes it for one.</summary>
    internal const string FileName = ".kse-index";

    private const int Version = 1;
    private readonly FrozenDictionary<ObjectKey, IndexEntry> _byKey = entries.ToFrozenDictionary(entry => entry.Key);
    private readonly FrozenDictionary<string, IndexEntry> _byFile = entries.ToFrozenDictionary(entry => entry.File, StringComparer.Ordinal);

    internal static ManifestIndex Empty { get; } = new([]);

    internal IReadOnlyList<IndexEntry> Entries => entries;

    /// <summary>The edge whose index was read; null for one from before owners were written.</summary>
    internal string? Owner => owner;

    internal IndexEntry? Of(ObjectKey key) => _byKey.GetValueOrDefault(key);

    internal IndexEntry? OfFile(string name) => _byFile.GetValueOrDefault(name);

    /// <summary>Reads the index; null when the bytes are none.</summary>
    internal static ManifestIndex? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var document = JsonSerializer.Deserialize(utf8, ManifestsJson.Default.IndexDocument);
            return document is { Version: Version } && document.Objects.All(IsWellFormed)
                && document.Objects.DistinctBy(entry => entry.Key).Count() == document.Objects.Count
                && document.Objects.DistinctBy(entry => entry.File, StringComparer.Ordinal).Count() == document.Objects.Count
                ? new ManifestIndex(document.Objects, document.Edge) : null;
        }
        catch (JsonException)
        {
            // Damaged: the caller sets it aside and says so.
            return null;
        }
    }

    internal byte[] Encode(string edge) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new IndexDocument(Version, entries) { Edge = edge }, ManifestsJson.Default.IndexDocument), (byte)'\n'];

    internal bool SameAs(ManifestIndex other) => entries.SequenceEqual(other.Entries);

    // A name from a damaged or forged index must not lead out of the folder.
    private static bool IsWellFormed(IndexEntry? entry) =>
        entry is not null && entry.File == Path.GetFileName(entry.File) && Path.GetExtension(entry.File) is ManifestFileName.Extension or ManifestFileName.YamlExtension;
}
