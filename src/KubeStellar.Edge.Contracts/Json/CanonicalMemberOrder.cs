using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Order of member names by UTF-16 code units, taken from their canonical UTF-8.</summary>
internal readonly struct CanonicalMemberOrder(byte[] buffer) : IComparer<CanonicalMember>
{
    public int Compare(CanonicalMember x, CanonicalMember y)
    {
        var left = buffer.AsSpan(x.Start + 1, x.NameLength);
        var right = buffer.AsSpan(y.Start + 1, y.NameLength);
        if (x.Escaped || y.Escaped)
        {
            return string.CompareOrdinal(Text(x), Text(y));
        }

        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        int a = left[same], b = right[same];

        // UTF-8 orders by code point. UTF-16 differs in one place: what lies beyond U+FFFF (lead byte F0 and up) is written with
        // surrogates, which come before U+E000 to U+FFFF (lead bytes EE and EF).
        if (a >= 0xEE && b >= 0xEE && (a >= 0xF0) != (b >= 0xF0))
        {
            return b.CompareTo(a);
        }

        return a.CompareTo(b);
    }

    private string Text(CanonicalMember member)
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(member.Start, member.NameLength + 2));
        reader.Read();
        return reader.GetString()!;
    }
}
