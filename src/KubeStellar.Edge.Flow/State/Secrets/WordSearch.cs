using System.Buffers;
using System.Text;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>Finds words in texts and puts <see cref="Sealed"/> in their places: the longest where several fit. Immutable.</summary>
internal sealed class WordSearch
{
    /// <summary>What stands where a secret value stood.</summary>
    internal const string Sealed = "(sealed)";

    private readonly SearchValues<string> _any;
    private readonly string[] _words;

    private WordSearch(string[] words)
    {
        _words = words;
        _any = SearchValues.Create(words, StringComparison.Ordinal);
    }

    /// <summary>A search for words; null for none.</summary>
    internal static WordSearch? For(IEnumerable<string> words)
    {
        string[] ordered = [.. words.Distinct(StringComparer.Ordinal).OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal)];
        return ordered.Length == 0 ? null : new WordSearch(ordered);
    }

    /// <summary>The text without any of the words; the same instance where there is none.</summary>
    internal string Scrub(string text)
    {
        if (!text.AsSpan().ContainsAny(_any))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(_any); at >= 0; at = rest.IndexOfAny(_any))
        {
            clean.Append(rest[..at]).Append(Sealed);
            rest = rest[(at + LengthAt(rest[at..]))..];
        }

        return clean.Append(rest).ToString();
    }

    private int LengthAt(ReadOnlySpan<char> text)
    {
        foreach (var word in _words)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
            {
                return word.Length;
            }
        }

        return 1;
    }
}
