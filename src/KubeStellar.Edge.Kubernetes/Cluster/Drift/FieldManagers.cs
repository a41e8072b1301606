using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Drift;

/// <summary>
/// An object's <c>metadata.managedFields</c> (https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management), read for one look: what our
/// own entry owns, and who else owns what. Managers of the status are left out.
/// </summary>
internal sealed class FieldManagers : IDisposable
{
    /// <summary>The field manager under which this edge applies.</summary>
    internal const string Ours = "kubestellar-edge";

    private readonly JsonDocument? _document;

    private FieldManagers(JsonDocument? document)
    {
        _document = document;
        if (document is null)
        {
            return;
        }

        foreach (var entry in document.RootElement.EnumerateArray())
        {
            if (entry.Member("fieldsV1") is not { ValueKind: JsonValueKind.Object } fields)
            {
                continue;
            }

            if (IsOurs(entry))
            {
                Own = fields;
            }
            else
            {
                Others.Add(new FieldOwner(entry.Text("manager"), entry.Text("time"), fields));
            }
        }

        Others.Sort(static (left, right) => string.CompareOrdinal(right.Time, left.Time));
    }

    /// <summary>What we own; null when we own nothing, or when somebody stripped all of it.</summary>
    internal JsonElement? Own { get; }

    /// <summary>The others, who changed something last first.</summary>
    internal List<FieldOwner> Others { get; } = [];

    /// <summary>Reads what <see cref="Compact"/> kept.</summary>
    internal static FieldManagers Parse(ReadOnlyMemory<byte> compact) =>
        new(compact.IsEmpty ? null : JsonDocument.Parse(compact, new JsonDocumentOptions { MaxDepth = 512 }));

    public void Dispose() => _document?.Dispose();

    /// <summary>The entries that matter, as bytes to keep; empty for none.</summary>
    internal static byte[] Compact(JsonElement metadata)
    {
        if (metadata.Member("managedFields") is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return [];
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var entry in list.EnumerateArray().Where(entry => entry.ValueKind is JsonValueKind.Object && entry.Text("subresource") != "status"))
            {
                entry.WriteTo(writer);
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static bool IsOurs(JsonElement entry) => entry.Text("manager") == Ours && entry.Text("operation") == "Apply" && entry.Text("subresource").Length == 0;
}
