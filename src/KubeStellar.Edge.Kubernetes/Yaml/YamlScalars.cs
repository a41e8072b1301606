using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Kubernetes.Yaml;

/// <summary>
/// What a plain scalar means, as sigs.k8s.io/yaml resolves it (https://github.com/kubernetes-sigs/yaml, goyaml.v2: YAML 1.1 with yes/no/on/off/y/n,
/// octal by a leading 0, no base 60, timestamps left as strings). Where Go would round to a double, the digits are kept.
/// </summary>
internal static partial class YamlScalars
{
    // Converting between bases takes quadratic time; no real number comes near this.
    private const int MaxRadixDigits = 1024;

    /// <summary>The JSON token of a plain scalar; null when it is a string; an empty token for what JSON has no word for.</summary>
    internal static string? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => "null",
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => "true",
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => "false",
        ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF" => "",
        _ => text[0] is '+' or '-' or '.' or (>= '0' and <= '9') ? Number(text) : null,
    };

    internal static bool IsInteger(string token) => token.Length > 0 && token.AsSpan().IndexOfAnyExceptInRange('0', '9') is var at && (at < 0 || (at == 0 && token[0] == '-' && token.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0));

    private static string? Number(string text)
    {
        // A leading dot takes no underscores, all other numbers may have them anywhere.
        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        var negative = plain[0] == '-';
        var digits = plain[0] is '-' or '+' ? plain.AsSpan(1) : plain;
        return Integer(digits) is { } integer ? Signed(negative, integer)
            : Float().Match(plain) is { Success: true } match ? Signed(negative, Decimal(match))
            : null;
    }

    private static string Signed(bool negative, string token) => negative && token != "0" ? "-" + token : token;

    private static string? Integer(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.Length > 1 && digits[0] == '0')
        {
            return digits.IsEmpty ? null : Radix(digits);
        }

        return digits.IndexOfAnyExceptInRange('0', '9') < 0 ? digits.ToString() : null;
    }

    private static string? Radix(ReadOnlySpan<char> digits)
    {
        var (bits, skip) = char.ToLowerInvariant(digits[1]) switch
        {
            'x' => (4, 2),
            'o' => (3, 2),
            'b' => (1, 2),
            _ => (3, 1),
        };
        if (digits.Length <= skip || digits.Length > MaxRadixDigits)
        {
            return null;
        }

        var value = BigInteger.Zero;
        foreach (var c in digits[skip..])
        {
            if (!char.IsAsciiHexDigit(c) || Convert.ToInt32(c.ToString(), 16) is var digit && digit >> bits != 0)
            {
                return null;
            }

            value = (value << bits) + digit;
        }

        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The JSON spelling of a decimal: no plus, a digit before and after the point, no zeros in front; the other digits as written.</summary>
    private static string Decimal(Match match)
    {
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return $"{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : "." + fraction)}{match.Groups["exponent"].Value}";
    }

    [GeneratedRegex(@"^[-+]?(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();
}
