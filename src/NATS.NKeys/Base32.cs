namespace NATS.NKeys;

/// <summary>Base32 of RFC 4648, upper case, without padding.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Number of characters that <paramref name="data"/> takes.</summary>
    public static int GetEncodedLength(ReadOnlySpan<byte> data) => ((data.Length * 8) + 4) / 5;

    /// <summary>Number of bytes that <paramref name="encoded"/> holds.</summary>
    public static int GetDataLength(ReadOnlySpan<char> encoded) => encoded.TrimEnd('=').Length * 5 / 8;

    /// <summary>Encodes; returns the number of characters written.</summary>
    /// <exception cref="ArgumentException"><paramref name="output"/> is too short.</exception>
    public static int ToBase32(ReadOnlySpan<byte> data, Span<char> output)
    {
        if (output.Length < GetEncodedLength(data))
        {
            throw new ArgumentException("Insufficient space in output buffer", nameof(output));
        }

        var (buffer, bits, length) = (0, 0, 0);
        foreach (var value in data)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                output[length++] = Alphabet[(buffer >> bits) & 31];
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            output[length++] = Alphabet[(buffer << (5 - bits)) & 31];
        }

        return length;
    }

    /// <summary>Decodes; returns the number of bytes written.</summary>
    /// <exception cref="ArgumentException">A foreign character, bits left over that are not zero, or no room in <paramref name="result"/>.</exception>
    public static int FromBase32(ReadOnlySpan<char> encoded, Span<byte> result) =>
        TryDecode(encoded.TrimEnd('='), result, out var length) ? length : throw new ArgumentException("Invalid base32 text", nameof(encoded));

    internal static bool TryDecode(ReadOnlySpan<char> text, Span<byte> result, out int length)
    {
        var (buffer, bits) = (0, 0);
        length = 0;
        foreach (var character in text)
        {
            var value = character switch
            {
                >= 'A' and <= 'Z' => character - 'A',
                >= '2' and <= '7' => character - '2' + 26,
                _ => -1,
            };
            if (value < 0)
            {
                return false;
            }

            buffer = (buffer << 5) | value;
            bits += 5;
            if (bits < 8)
            {
                continue;
            }

            if (length == result.Length)
            {
                return false;
            }

            bits -= 8;
            result[length++] = (byte)(buffer >> bits);
            buffer &= (1 << bits) - 1;
        }

        return bits < 5 && buffer == 0;
    }
}
