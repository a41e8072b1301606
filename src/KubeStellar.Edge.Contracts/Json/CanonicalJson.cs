using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// The one spelling of a JSON value that digests are made of. As RFC 8785: members sorted by UTF-16 code units, no white space, strings with
/// minimal escapes, UTF-8. Unlike RFC 8785, number tokens stay exactly as they were written, because an int64 or <c>1.10</c> belongs to its owner:
/// <c>1.0</c> and <c>1</c> are different contents. Duplicate members, nesting beyond <see cref="ObjectLimits.MaxDepth"/>, invalid UTF-8, lone surrogates,
/// comments and trailing commas are refused with <see cref="JsonRefusedException"/>; a byte order mark is dropped.
/// </summary>
public static class CanonicalJson
{
    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = ObjectLimits.MaxDepth };
    internal static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = ObjectLimits.MaxDepth };

    /// <summary>The canonical form of a JSON text.</summary>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(utf8))
        {
            throw JsonPlace.Refuse("the text is not valid UTF-8", utf8, JsonPlace.FirstInvalidByte(utf8));
        }

        // The canonical form is never longer than what was written: white space goes, escapes only get shorter.
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(utf8.Length, 1));
        var writer = new CanonicalWriter(buffer);
        try
        {
            var reader = new Utf8JsonReader(utf8, ReaderOptions);
            try
            {
                reader.Read();
                writer.Value(ref reader, utf8);
                reader.Read();
            }
            catch (JsonException error)
            {
                throw JsonPlace.Refuse(error, utf8, reader.TokenStartIndex);
            }

            return writer.Written.ToArray();
        }
        finally
        {
            writer.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The canonical form of a parsed value, from its original tokens.</summary>
    public static byte[] Canonicalize(JsonElement element) => Canonicalize(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>Canonical bytes, parsed: as deep as an object may be.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> canonical) => JsonElement.Parse(canonical, DocumentOptions);

    /// <summary>
    /// Whether two values say the same, numbers by their value: <see cref="JsonElement.DeepEquals"/> for values that anybody sent, of which some make that throw, as does
    /// the exponent of a number that does not fit an int. Those are compared by their canonical form; what has none is the same only as itself.
    /// </summary>
    public static bool Same(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return false;
        }

        if (left.ValueKind == JsonValueKind.Undefined || JsonMarshal.GetRawUtf8Value(left).SequenceEqual(JsonMarshal.GetRawUtf8Value(right)))
        {
            return true;
        }

        try
        {
            return JsonElement.DeepEquals(left, right);
        }
        catch (Exception odd) when (odd is ArgumentException or InvalidOperationException or OverflowException or FormatException)
        {
            return SameText(left, right);
        }
    }

    private static bool SameText(JsonElement left, JsonElement right)
    {
        try
        {
            return Canonicalize(left).AsSpan().SequenceEqual(Canonicalize(right));
        }
        catch (JsonRefusedException)
        {
            return false;
        }
    }

    /// <summary>True when the bytes are their own canonical form.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> utf8) => Canonicalize(utf8).AsSpan().SequenceEqual(utf8);
}
