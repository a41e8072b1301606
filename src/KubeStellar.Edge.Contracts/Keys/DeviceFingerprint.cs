using System.Security.Cryptography;
using System.Text;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// A public key as two people compare it over a phone: <c>7K3M-Q9TF-2XWD-H8RB-4CVN</c>, the first 100 bits of the SHA-256 of its text form in letters and digits that
/// cannot be taken for each other (Crockford's base32). The hub and the device show the same.
/// </summary>
public static class DeviceFingerprint
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Groups = 5;
    private const int GroupLength = 4;
    private const int BitsPerLetter = 5;

    /// <summary>Fingerprint of a public key in NKey text form.</summary>
    public static string Of(string publicKey)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(publicKey));
        var text = new StringBuilder(Groups * (GroupLength + 1));
        for (var letter = 0; letter < Groups * GroupLength; letter++)
        {
            if (letter > 0 && letter % GroupLength == 0)
                text.Append('-');
            text.Append(Alphabet[Letter(hash, letter * BitsPerLetter)]);
        }

        return text.ToString();
    }

    /// <summary>Whether a person's text is this fingerprint: case, dashes and spaces do not matter, and O is read as 0, I and L as 1.</summary>
    public static bool Same(string fingerprint, string typed) => Plain(typed) is { Length: > 0 } plain && plain == Plain(fingerprint);

    private static int Letter(ReadOnlySpan<byte> hash, int bit) => (((hash[bit / 8] << 8) | hash[(bit / 8) + 1]) >> (16 - BitsPerLetter - (bit % 8))) & 31;

    private static string Plain(string text) =>
        string.Concat(text.Where(c => c is not ('-' or ' ')).Select(char.ToUpperInvariant).Select(c => c is 'O' ? '0' : c is 'I' or 'L' ? '1' : c));
}
