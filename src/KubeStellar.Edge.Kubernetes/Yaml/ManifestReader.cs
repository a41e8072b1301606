using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>
/// Reads what people keep in manifest files: YAML with any number of documents, JSON, a stream of JSON objects, and lists (<c>kind: List</c>), whose items are read as
/// objects of their own. YAML means what it means to kubectl (YAML 1.1 as in sigs.k8s.io/yaml), but integers keep all their digits, and a key that is there twice is refused.
/// </summary>
public static class ManifestReader
{
    /// <summary>Largest text: 64 MiB.</summary>
    public const int MaxTextBytes = 64 * 1024 * 1024;

    /// <summary>All objects of a text, in order; empty documents are passed over. Throws <see cref="ManifestRefusedException"/>: the text is taken whole or not at all.</summary>
    public static IReadOnlyList<ManifestDocument> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.TrimStart('\uFEFF');
        if (Encoding.UTF8.GetByteCount(text) > MaxTextBytes)
        {
            throw new ManifestRefusedException($"the text is larger than {MaxTextBytes} bytes", 1, 1, 1);
        }

        var documents = LooksLikeJson(text) ? JsonStreamReader.Read(Encoding.UTF8.GetBytes(text)) : YamlStreamReader.Read(text);
        var objects = new List<ManifestDocument>();
        foreach (var document in documents)
        {
            Add(document.Document, document.ItemLines, objects);
        }

        return objects;
    }

    /// <summary>The same for bytes, which must be UTF-8.</summary>
    public static IReadOnlyList<ManifestDocument> Read(ReadOnlySpan<byte> utf8)
    {
        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            return Read(Encoding.UTF8.GetString(utf8));
        }

        var line = 1;
        foreach (var part in utf8.Split((byte)'\n'))
        {
            if (!System.Text.Unicode.Utf8.IsValid(utf8[part]))
            {
                break;
            }

            line++;
        }

        throw new ManifestRefusedException("the text is not valid UTF-8", 1, line, 1);
    }

    // '{' alone may also begin a YAML flow map; a quote, a brace or nothing after it is JSON. Documents parted by "---" are YAML whatever they hold.
    private static bool LooksLikeJson(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.IsEmpty || start[0] != '{')
        {
            return false;
        }

        var next = start[1..].TrimStart();
        return (next.IsEmpty || next[0] is '"' or '}') && !text.Contains("\n---", StringComparison.Ordinal);
    }

    private static void Add(ManifestDocument document, IReadOnlyList<int>? itemLines, List<ManifestDocument> objects)
    {
        var element = JsonElement.Parse(document.CanonicalJson, new JsonDocumentOptions { MaxDepth = ObjectLimits.MaxDepth });
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ManifestRefusedException("an object is expected, with apiVersion, kind and metadata", document.Index, document.Line, 1);
        }

        if (!IsList(element, out var items))
        {
            objects.Add(document);
            return;
        }

        var index = 0;
        foreach (var item in items.EnumerateArray())
        {
            var line = itemLines is not null && index < itemLines.Count ? itemLines[index] : document.Line;
            Add(new ManifestDocument(document.Index, line, JsonMarshal.GetRawUtf8Value(item).ToArray()), null, objects);
            index++;
        }
    }

    private static bool IsList(JsonElement element, out JsonElement items)
    {
        items = default;
        return element.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String
            && kind.GetString()!.EndsWith("List", StringComparison.Ordinal)
            && element.TryGetProperty("items", out items) && items.ValueKind == JsonValueKind.Array
            && !(element.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("name", out _));
    }
}
