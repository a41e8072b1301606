using System.CommandLine.Parsing;
using System.Globalization;

namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>Durations as people write them: <c>500ms</c>, <c>60s</c>, <c>1h30m</c>, <c>7d</c>.</summary>
internal static class Durations
{
    private const string Expected = "a duration such as 500ms, 60s, 10m, 1h30m or 7d";

    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        var at = 0;
        while (at < text.Length)
        {
            var digits = at;
            while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            {
                digits++;
            }

            var unit = digits;
            while (unit < text.Length && char.IsAsciiLetter(text[unit]))
            {
                unit++;
            }

            if (!double.TryParse(text.AsSpan(at, digits - at), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                || Unit(text.AsSpan(digits, unit - digits)) is not { } size
                || count * size.TotalSeconds + duration.TotalSeconds > TimeSpan.FromDays(36500).TotalSeconds)
            {
                return false;
            }

            duration += count * size;
            at = unit;
        }

        return text.Length > 0;
    }

    /// <summary>For options: a bad duration is a usage error.</summary>
    internal static Duration Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!TryParse(text, out var duration))
        {
            result.AddError($"'{text}' is not {Expected}");
        }

        return new Duration(duration, text);
    }

    /// <summary>For sentences: <c>60s</c>, <c>1m30s</c>.</summary>
    internal static string Show(TimeSpan duration) => duration.TotalMinutes < 2
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMinutes}m{duration.Seconds}s");

    private static TimeSpan? Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "ms" => TimeSpan.FromMilliseconds(1),
        "s" => TimeSpan.FromSeconds(1),
        "m" => TimeSpan.FromMinutes(1),
        "h" => TimeSpan.FromHours(1),
        "d" => TimeSpan.FromDays(1),
        _ => null,
    };
}
