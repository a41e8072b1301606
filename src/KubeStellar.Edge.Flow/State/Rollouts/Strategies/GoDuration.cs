using System.Globalization;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>Durations as Go writes them (https://pkg.go.dev/time#ParseDuration): <c>300ms</c>, <c>1.5h</c>, <c>2h45m</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>Go counts nanoseconds in 63 bits: 292 years.</summary>
    private const decimal Longest = long.MaxValue;

    /// <summary>Reads one. What is below 100 nanoseconds is cut off.</summary>
    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var negative = text.StartsWith('-');
        var at = negative || text.StartsWith('+') ? 1 : 0;
        if (text.AsSpan(at) is "0")
            return true;

        var total = 0m;
        do
        {
            var part = Part().Match(text, at);
            if (!part.Success || !decimal.TryParse(part.Groups["count"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return false;

            var unit = Nanoseconds(part.Groups["unit"].ValueSpan);
            if (count > Longest / unit || (total += count * unit) > Longest)
                return false;
            at += part.Length;
        }
        while (at < text.Length);

        duration = TimeSpan.FromTicks((long)(total / 100) * (negative ? -1 : 1));
        return true;
    }

    /// <summary>
    /// Whether it begins with a whole number and one of h, m, s. All that OCM's pattern for deadlines asks for, as the pattern is not tied to the end: so
    /// <c>1h30m</c> and <c>100ms</c> pass, and <c>1.5h</c> does not (OCM's own).
    /// </summary>
    internal static bool BeginsWhole(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && text[digits] is 'h' or 'm' or 's';
    }

    private static decimal Nanoseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3_600_000_000_000,
        "m" => 60_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        "ns" => 1,
        _ => 1_000,
    };

    // The count is atomic: without its unit nothing shorter has one either. The two signs for micro look alike and are both in use.
    [GeneratedRegex(@"\G(?<count>(?>[0-9]+(\.[0-9]*)?|\.[0-9]+))(?<unit>ns|us|\u00B5s|\u03BCs|ms|s|m|h)", RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
