using System.Text;
using System.Text.Json;
using CsCheck;

namespace KubeStellar.Edge.Contracts.Tests.Json;

/// <summary>Generated JSON: values, texts with odd spacing and escapes, and their canonical expectations.</summary>
internal static class Gens
{
    private static readonly string[] Odd =
        ["", "a", "b", "spec", "a.b", "$", "€", "\uFB33", "\uE000", "😀", "\r", "1", "</script>", "ö", "\u0080", "\"", "\\", "\u007f", "\u001f", "name", "kind"];

    private static readonly string[] NumberTexts =
        ["0", "-0", "1", "1.0", "1.10", "9007199254740993", "-9223372036854775808", "18446744073709551615", "123456789012345678901234567890", "1e5", "1E+5", "0.1e-7", "3.14"];

    public static readonly Gen<string> Text = Gen.Frequency(
        (3, OneOf(Odd)),
        (1, Gen.String[Gen.Char, 0, 8].Select(WellFormed)));

    public static readonly Gen<string> Number = Gen.Frequency(
        (2, OneOf(NumberTexts)),
        (1, Gen.Long.Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    /// <summary>JSON texts: any order of members, odd white space, escapes that need not be.</summary>
    public static readonly Gen<string> Json = Gen.Recursive<string>((depth, self) =>
        depth > 4
            ? Scalar
            : Gen.Frequency(
                (3, Scalar),
                (2, Gen.Select(self.Array[0, 4], Space, (items, space) => $"[{space}{string.Join($"{space},", items)}{space}]")),
                (3, Gen.Select(Text.ArrayUnique[0, 5], self.Array[5], Space, Gen.Bool,
                    (names, values, space, escape) => "{" + space + string.Join(",", names.Select((n, i) => $"{Quote(n, escape)}{space}:{values[i]}{space}")) + "}"))));

    /// <summary>Texts whose root is an object.</summary>
    public static readonly Gen<string> ObjectJson =
        Gen.Select(Text.ArrayUnique[0, 6], Json.Array[6], (names, values) => "{" + string.Join(",", names.Select((n, i) => $"{Quote(n, false)}:{values[i]}")) + "}");

    private static Gen<string> Space => OneOf("", " ", "\n\t", "\r\n  ");

    private static Gen<string> Scalar => Gen.Frequency(
        (2, Gen.Select(Text, Gen.Bool, Quote)),
        (2, Number),
        (1, OneOf("true", "false", "null")));

    public static string Quote(string text, bool escapeAll)
    {
        if (!escapeAll)
        {
            return JsonSerializer.Serialize(text);
        }

        return "\"" + string.Concat(text.Select(c => $"\\u{(int)c:x4}")) + "\"";
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
