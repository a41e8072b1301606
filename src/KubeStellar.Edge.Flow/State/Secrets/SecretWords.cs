using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>
/// The forms in which secret values may come back in what others write: the texts themselves, as base64 and out of it, as JSON quotes them, line by line, and their beginnings, since long
/// ones are shortened. What is shorter than <see cref="Shortest"/> would be found everywhere and is no secret. Pure.
/// </summary>
internal static class SecretWords
{
    /// <summary>Characters that a word has at least.</summary>
    internal const int Shortest = 4;

    private const int ShortestLine = 8;
    private const int Beginning = 12;
    private const int Long = 24;

    /// <summary>All forms of all values.</summary>
    /// <param name="map">Canonical JSON, handle to value.</param>
    internal static HashSet<string> Of(ReadOnlySpan<byte> map)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in CanonicalJson.Parse(map).EnumerateObject())
        {
            Add(member.Value, words);
        }

        return words;
    }

    private static void Add(JsonElement value, HashSet<string> words)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                AddText(value.GetString()!, words);
                break;
            case JsonValueKind.Number:
                AddWord(value.GetRawText(), words);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Add(member.Value, words);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Add(item, words);
                }

                break;
        }
    }

    private static void AddText(string text, HashSet<string> words)
    {
        AddForms(text, words);
        AddWord(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)), words);
        if (Decoded(text) is { } inner)
        {
            AddForms(inner, words);
        }
    }

    private static void AddForms(string text, HashSet<string> words)
    {
        AddWord(text, words);
        AddWord(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(), words);
        AddWord(text.Trim(), words);
        if (text.Length >= Long)
        {
            AddWord(text[..Beginning], words);
        }

        if (text.Contains('\n', StringComparison.Ordinal))
        {
            words.UnionWith(text.Split('\n').Select(line => line.Trim()).Where(line => line.Length >= ShortestLine));
        }
    }

    private static string? Decoded(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static void AddWord(string word, HashSet<string> words)
    {
        if (word.Length >= Shortest)
        {
            words.Add(word);
        }
    }
}
