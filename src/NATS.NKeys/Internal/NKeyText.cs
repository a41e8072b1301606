using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NATS.NKeys.Internal;

/// <summary>The text form of keys: base32 of the prefix, 32 bytes of key and a CRC-16 in little-endian order.</summary>
internal static class NKeyText
{
    public const int KeyLength = 32;
    private const byte SeedPrefix = 18 << 3;
    private const int ChecksumLength = 2;

    public static string EncodePublic(PrefixByte type, ReadOnlySpan<byte> key)
    {
        Span<byte> raw = stackalloc byte[1 + KeyLength + ChecksumLength];
        raw[0] = (byte)type;
        key.CopyTo(raw[1..]);
        return Seal(raw);
    }

    public static string EncodeSeed(PrefixByte type, ReadOnlySpan<byte> seed)
    {
        Span<byte> raw = stackalloc byte[2 + KeyLength + ChecksumLength];
        raw[0] = (byte)(SeedPrefix | ((byte)type >> 5));
        raw[1] = (byte)(((byte)type & 31) << 3);
        seed.CopyTo(raw[2..]);
        var text = Seal(raw);
        CryptographicOperations.ZeroMemory(raw);
        return text;
    }

    public static PrefixByte DecodePublic(ReadOnlySpan<char> text, Span<byte> key)
    {
        Span<byte> raw = stackalloc byte[1 + KeyLength + ChecksumLength];
        if (!TryOpen(text, raw) || !IsKnown((PrefixByte)raw[0]))
        {
            throw new NKeysException("Not a valid public NKey");
        }

        raw.Slice(1, KeyLength).CopyTo(key);
        return (PrefixByte)raw[0];
    }

    public static PrefixByte DecodeSeed(ReadOnlySpan<char> text, Span<byte> seed)
    {
        Span<byte> raw = stackalloc byte[2 + KeyLength + ChecksumLength];
        var type = TryOpen(text, raw) && (raw[0] & 0xF8) == SeedPrefix
            ? (PrefixByte)(byte)(((raw[0] & 7) << 5) | (raw[1] >> 3))
            : (PrefixByte)byte.MaxValue;
        if (!IsKnown(type))
        {
            throw new NKeysException("Invalid Seed");
        }

        raw.Slice(2, KeyLength).CopyTo(seed);
        CryptographicOperations.ZeroMemory(raw);
        return type;
    }

    public static bool IsKnown(PrefixByte type) => type is PrefixByte.Server or PrefixByte.Cluster or PrefixByte.Operator
        or PrefixByte.Account or PrefixByte.User or PrefixByte.Curve;

    private static string Seal(Span<byte> raw)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(raw[^ChecksumLength..], Crc16.Checksum(raw[..^ChecksumLength]));
        Span<char> text = stackalloc char[Base32.GetEncodedLength(raw)];
        return new string(text[..Base32.ToBase32(raw, text)]);
    }

    private static bool TryOpen(ReadOnlySpan<char> text, Span<byte> raw) =>
        Base32.TryDecode(text, raw, out var length)
        && length == raw.Length
        && BinaryPrimitives.ReadUInt16LittleEndian(raw[^ChecksumLength..]) == Crc16.Checksum(raw[..^ChecksumLength]);
}
