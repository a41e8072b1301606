using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>One JSON value or several, one after the other.</summary>
internal static class JsonStreamReader
{
    // The depth is left to canonical JSON, which says so with a path.
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 100_000 };

    internal static List<ReadDocument> Read(ReadOnlySpan<byte> utf8)
    {
        var documents = new List<ReadDocument>();
        var at = 0;
        while (Next(utf8[at..], out var start, out var length))
        {
            var (line, column) = Place(utf8, at + start);
            documents.Add(new ReadDocument(new ManifestDocument(documents.Count + 1, line, Canonical(utf8.Slice(at + start, length), documents.Count + 1, line, column)), null));
            at += start + length;
        }

        return documents;
    }

    /// <summary>Finds the next value. A broken one reaches to the end of the text, so that canonical JSON says what is wrong with it and where.</summary>
    private static bool Next(ReadOnlySpan<byte> utf8, out int start, out int length)
    {
        start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        length = 0;
        if (start < 0)
        {
            return false;
        }

        var reader = new Utf8JsonReader(utf8[start..], Options);
        try
        {
            reader.Read();
            reader.Skip();
            length = (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            length = utf8.Length - start;
        }

        return true;
    }

    private static byte[] Canonical(ReadOnlySpan<byte> utf8, int document, int line, int column)
    {
        try
        {
            return CanonicalJson.Canonicalize(utf8);
        }
        catch (JsonRefusedException refused)
        {
            var first = refused.Line <= 1;
            throw new ManifestRefusedException(
                refused.Reason, document, line + Math.Max(refused.Line, 1) - 1, first ? column + Math.Max(refused.Column, 1) - 1 : refused.Column, refused.Path, refused);
        }
    }

    private static (int Line, int Column) Place(ReadOnlySpan<byte> utf8, int offset) =>
        (utf8[..offset].Count((byte)'\n') + 1, offset - utf8[..offset].LastIndexOf((byte)'\n'));
}
