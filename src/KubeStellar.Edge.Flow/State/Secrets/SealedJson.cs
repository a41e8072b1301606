using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// An object as a target has it, without the secret values that this edge put there: the variant's handles in the places that it has handles in, everything else that holds a secret text with
/// <see cref="WordSearch.Sealed"/> in its place, and of a Secret no value at all. Pure.
/// </summary>
internal static class SealedJson
{
    private const int Deepest = ObjectLimits.MaxDepth;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest };

    // Words of Kubernetes itself, by which objects are told apart and judged: a value that happens to be one of them is not taken from here.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "apiVersion", "kind", "name", "namespace", "uid", "type", "status", "reason", "phase", "resourceVersion" };

    /// <summary>Replaces.</summary>
    /// <param name="key">The object.</param>
    /// <param name="live">Its JSON; the same bytes come back where there is nothing to replace, or where it is no JSON.</param>
    /// <param name="variant">The variant with handles, canonical; empty for an object that has none.</param>
    /// <param name="search">What else to look for; null for nothing.</param>
    internal static ReadOnlyMemory<byte> Scrub(ObjectKey key, ReadOnlyMemory<byte> live, ReadOnlySpan<byte> variant, WordSearch? search)
    {
        var secret = key.IsSecret;
        var handles = SealedText.MayBeIn(variant);
        if (search is null && !secret && !handles)
        {
            return live;
        }

        try
        {
            var template = handles ? CanonicalJson.Parse(variant) : default;
            var buffer = new ArrayBufferWriter<byte>(live.Length + 256);
            using (var writer = new Utf8JsonWriter(buffer, Options))
            {
                Write(writer, CanonicalJson.Parse(live.Span), template, "", search, secret);
            }

            return buffer.WrittenMemory;
        }
        catch (JsonException)
        {
            // Nobody can tell what is in it, so nobody is told of it.
            return "{}"u8.ToArray();
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement live, JsonElement template, string name, WordSearch? search, bool secret)
    {
        if (template.ValueKind == JsonValueKind.String && SealedText.Is(template.GetString()))
        {
            writer.WriteStringValue(template.GetString());
            return;
        }

        switch (live.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in live.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (secret && member.Name is "data" or "stringData")
                    {
                        WriteData(writer, member.Value, template);
                    }
                    else
                    {
                        Write(writer, member.Value, template.Member(member.Name), member.Name, search, secret: false);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var index = 0;
                foreach (var item in live.EnumerateArray())
                {
                    Write(writer, item, Partner(item, index++, template), name, search, secret: false);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when search is not null && !Kept.Contains(name):
                writer.WriteStringValue(search.Scrub(live.GetString()!));
                break;
            case JsonValueKind.Number when search is not null && search.Scrub(live.GetRawText()) == WordSearch.Sealed:
                writer.WriteStringValue(WordSearch.Sealed);
                break;
            default:
                live.WriteTo(writer);
                break;
        }
    }

    private static void WriteData(Utf8JsonWriter writer, JsonElement data, JsonElement template)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        foreach (var member in data.EnumerateObject())
        {
            var handle = template.Text("stringData", member.Name) is { Length: > 0 } text ? text : template.Text("data", member.Name);
            writer.WriteString(member.Name, SealedText.Is(handle) ? handle : WordSearch.Sealed);
        }

        writer.WriteEndObject();
    }

    // Lists in Kubernetes are mostly kept by name; where they are not, by their order.
    private static JsonElement Partner(JsonElement item, int index, JsonElement template)
    {
        if (template.ValueKind != JsonValueKind.Array)
        {
            return default;
        }

        return item.Text("name") is { Length: > 0 } name ? template.EnumerateArray().FirstOrDefault(one => one.Text("name") == name)
            : index < template.GetArrayLength() ? template[index] : default;
    }
}
