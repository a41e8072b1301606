using System.Buffers;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Minimal escapes as RFC 8785, section 3.2.2.2: quote, backslash and what is below U+0020, the latter by its short form where it has one.</summary>
internal static class JsonEscapes
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    /// <summary>Writes at <paramref name="at"/>, which moves on; true when anything had to be escaped.</summary>
    internal static bool Write(ReadOnlySpan<byte> text, Span<byte> destination, ref int at)
    {
        var any = false;
        while (true)
        {
            var plain = text.IndexOfAny(Special);
            var run = plain < 0 ? text : text[..plain];
            run.CopyTo(destination[at..]);
            at += run.Length;
            if (plain < 0)
            {
                return any;
            }

            any = true;
            var escape = Escape(text[plain]);
            escape.CopyTo(destination[at..]);
            at += escape.Length;
            if (escape.Length == 4)
            {
                destination[at++] = Hex(text[plain] >> 4);
                destination[at++] = Hex(text[plain] & 15);
            }

            text = text[(plain + 1)..];
        }
    }

    private static ReadOnlySpan<byte> Escape(byte b) => b switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\\' => "\\\\"u8,
        (byte)'\b' => "\\b"u8,
        (byte)'\t' => "\\t"u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\f' => "\\f"u8,
        (byte)'\r' => "\\r"u8,
        _ => "\\u00"u8,
    };

    private static byte Hex(int nibble) => "0123456789abcdef"u8[nibble];
}
