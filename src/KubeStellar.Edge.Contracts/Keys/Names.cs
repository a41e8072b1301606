using System.Buffers;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// Kubernetes' rules for names, labels and qualified names
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/). Each <c>Explain</c> gives null for a good text
/// and otherwise a sentence fit for a person.
/// </summary>
public static class Names
{
    private const int LabelLength = 63;
    private const int SubdomainLength = 253;
    private static readonly SearchValues<char> LabelChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> QualifiedChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>At most 63 of a-z, 0-9 and '-', alphanumeric at both ends (RFC 1123).</summary>
    public static bool IsDnsLabel(string text) => ExplainDnsLabel(text) is null;

    /// <summary>Labels joined by '.', at most 253 characters in all (RFC 1123).</summary>
    public static bool IsDnsSubdomain(string text) => ExplainDnsSubdomain(text) is null;

    /// <summary>The key of a label or an annotation: a qualified name.</summary>
    public static bool IsLabelKey(string text) => ExplainLabelKey(text) is null;

    /// <summary>Empty, or at most 63 of letters, digits, '-', '_' and '.', alphanumeric at both ends.</summary>
    public static bool IsLabelValue(string text) => ExplainLabelValue(text) is null;

    /// <summary>A name of at most 63 characters, optionally after a DNS subdomain and '/'.</summary>
    public static bool IsQualifiedName(string text) => ExplainQualifiedName(text) is null;

    /// <summary>What keeps <paramref name="text"/> from being a DNS label, or null.</summary>
    public static string? ExplainDnsLabel(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > LabelLength
            ? $"has {text.Length} characters, and {LabelLength} are allowed"
            : ExplainLabelText(text);
    }

    /// <summary>What keeps <paramref name="text"/> from being a DNS subdomain, or null.</summary>
    public static string? ExplainDnsSubdomain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > SubdomainLength)
        {
            return $"has {text.Length} characters, and {SubdomainLength} are allowed";
        }

        foreach (var part in text.AsSpan().Split('.'))
        {
            if (ExplainLabelText(text.AsSpan()[part]) is { } wrong)
            {
                return text.Contains('.', StringComparison.Ordinal) ? $"has a part between dots that {wrong}" : wrong;
            }
        }

        return null;
    }

    /// <summary>What keeps <paramref name="text"/> from being the key of a label, or null.</summary>
    public static string? ExplainLabelKey(string text) => ExplainQualifiedName(text);

    /// <summary>What keeps <paramref name="text"/> from being the value of a label, or null.</summary>
    public static string? ExplainLabelValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? null : ExplainQualifiedText(text);
    }

    /// <summary>What keeps <paramref name="text"/> from being a qualified name, or null.</summary>
    public static string? ExplainQualifiedName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return ExplainQualifiedText(text);
        }

        if (text.LastIndexOf('/') != slash)
        {
            return "has more than one '/'";
        }

        return ExplainDnsSubdomain(text[..slash]) is { } wrong ? $"has a prefix before '/' that {wrong}" : ExplainQualifiedText(text.AsSpan(slash + 1));
    }

    private static string? ExplainLabelText(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "is empty";
        }

        if (text.IndexOfAnyExcept(LabelChars) is >= 0 and var at)
        {
            return $"has {Show(text[at])} where only a-z, 0-9 and '-' are allowed";
        }

        return text[0] == '-' || text[^1] == '-' ? "must begin and end with a letter or a digit" : null;
    }

    private static string? ExplainQualifiedText(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "is empty";
        }

        if (text.Length > LabelLength)
        {
            return $"has {text.Length} characters, and {LabelLength} are allowed";
        }

        if (text.IndexOfAnyExcept(QualifiedChars) is >= 0 and var at)
        {
            return $"has {Show(text[at])} where only letters, digits, '-', '_' and '.' are allowed";
        }

        return char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
            ? null : "must begin and end with a letter or a digit";
    }

    private static string Show(char c) => c is > ' ' and < (char)127 ? $"'{c}'" : $"U+{(int)c:X4}";
}
