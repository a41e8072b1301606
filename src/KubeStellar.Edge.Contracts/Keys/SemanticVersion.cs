using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>Versions of shared libraries: <c>MAJOR.MINOR.PATCH</c> with an optional pre-release and build, always exact (https://semver.org).</summary>
public static partial class SemanticVersion
{
    private const int MaxLength = 64;

    /// <summary>What keeps <paramref name="text"/> from being a version, or null.</summary>
    public static string? Explain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > MaxLength ? $"has {text.Length} characters, and {MaxLength} are allowed"
            : Grammar().IsMatch(text) ? null : "is no exact version such as 1.2.0 or 2.0.0-rc.1";
    }

    /// <summary>Order of precedence, then of the text, so that equal means the same text. Texts that are no versions come first.</summary>
    public static int Compare(string left, string right)
    {
        var (a, b) = (Grammar().Match(left), Grammar().Match(right));
        var order = a.Success.CompareTo(b.Success);
        for (var i = 1; order == 0 && a.Success && i <= 3; i++)
        {
            order = CompareNumbers(a.Groups[i].ValueSpan, b.Groups[i].ValueSpan);
        }

        // A pre-release comes before its release.
        order = order != 0 || !a.Success ? order : b.Groups[4].Success.CompareTo(a.Groups[4].Success);
        order = order != 0 || !a.Groups[4].Success ? order : ComparePreReleases(a.Groups[4].Value.Split('.'), b.Groups[4].Value.Split('.'));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static int ComparePreReleases(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var numbers = (left[i].All(char.IsAsciiDigit), right[i].All(char.IsAsciiDigit));
            var order = numbers switch
            {
                (true, true) => CompareNumbers(left[i], right[i]),
                (false, false) => string.CompareOrdinal(left[i], right[i]),
                _ => numbers.Item1 ? -1 : 1,
            };
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
