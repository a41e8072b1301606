using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// One token of a key in the alphabet that NATS allows for keys of a bucket, reversibly and with one spelling only:
/// letters, digits, '-' and '_' stand for themselves, '.' becomes '/', every other UTF-8 byte becomes <c>=XX</c>
/// (uppercase hex), an empty token becomes '_' and a token that is exactly '_' becomes <c>=5F</c>.
/// </summary>
internal static class KeyToken
{
    private const string Plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> PlainChars = SearchValues.Create(Plain);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static string Escape(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return "_";
        }

        if (token == "_")
        {
            return "=5F";
        }

        if (!token.AsSpan().ContainsAnyExcept(PlainChars))
        {
            return token;
        }

        var text = new StringBuilder(token.Length + 8);
        foreach (var b in Strict.GetBytes(token))
        {
            _ = b switch
            {
                (byte)'.' => text.Append('/'),
                < 0x80 when PlainChars.Contains((char)b) => text.Append((char)b),
                _ => text.Append('=').Append(Hex(b >> 4)).Append(Hex(b & 15)),
            };
        }

        return text.ToString();
    }

    internal static bool TryUnescape(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? token)
    {
        token = null;
        if (text is "_")
        {
            token = "";
            return true;
        }

        if (text.IsEmpty)
        {
            return false;
        }

        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '=' && i + 2 < text.Length && Nibble(text[i + 1]) is >= 0 and var high && Nibble(text[i + 2]) is >= 0 and var low)
            {
                bytes[length++] = (byte)((high << 4) | low);
                i += 2;
            }
            else if (c == '/' || PlainChars.Contains(c))
            {
                bytes[length++] = (byte)(c == '/' ? '.' : c);
            }
            else
            {
                return false;
            }
        }

        if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            return false;
        }

        // Whatever does not escape back to the same text is a second spelling, and two spellings would be two keys of one object.
        var decoded = Strict.GetString(bytes, 0, length);
        if (!text.SequenceEqual(Escape(decoded)))
        {
            return false;
        }

        token = decoded;
        return true;
    }

    private static char Hex(int nibble) => "0123456789ABCDEF"[nibble];

    private static int Nibble(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => -1,
    };
}
