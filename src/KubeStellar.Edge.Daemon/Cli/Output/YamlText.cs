using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>
/// JSON as YAML: block style, number tokens as they came, strings plain where no YAML reader could take them for something else,
/// literal blocks for text of several lines, and JSON's quotes (which are YAML's as well) for all others.
/// </summary>
internal static partial class YamlText
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    internal static string Write(JsonElement element)
    {
        var text = new StringBuilder();
        Node(text, element, 0, afterKey: false);
        return text.ToString();
    }

    private static void Node(StringBuilder text, JsonElement element, int indent, bool afterKey)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.GetPropertyCount() > 0:
                Members(text, element, indent, afterKey);
                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                Elements(text, element, indent, afterKey);
                break;
            default:
                text.Append(afterKey ? " " : "").Append(Scalar(element, indent)).Append('\n');
                break;
        }
    }

    private static void Members(StringBuilder text, JsonElement element, int indent, bool afterKey)
    {
        if (afterKey)
        {
            text.Append('\n');
        }

        var first = !afterKey;
        foreach (var member in element.EnumerateObject())
        {
            // The first member of an element of a list stands behind its dash.
            text.Append(' ', first ? 0 : indent).Append(Plain(member.Name) ? member.Name : Quoted(member.Name)).Append(':');
            first = false;
            Node(text, member.Value, member.Value.ValueKind == JsonValueKind.Array ? indent : indent + 2, afterKey: true);
        }
    }

    private static void Elements(StringBuilder text, JsonElement element, int indent, bool afterKey)
    {
        if (afterKey)
        {
            text.Append('\n');
        }

        var first = !afterKey;
        foreach (var item in element.EnumerateArray())
        {
            text.Append(' ', first ? 0 : indent).Append("- ");
            first = false;
            Node(text, item, indent + 2, afterKey: false);
        }
    }

    private static string Scalar(JsonElement element, int indent) => element.ValueKind switch
    {
        JsonValueKind.String => String(element.GetString()!, Math.Max(indent, 2)),
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => element.GetRawText(),
    };

    private static string String(string value, int indent)
    {
        if (Plain(value))
        {
            return value;
        }

        if (!value.Contains('\n', StringComparison.Ordinal) || !Literal().IsMatch(value))
        {
            return Quoted(value);
        }

        var body = value.TrimEnd('\n');
        var chomp = (value.Length - body.Length) switch { 0 => "|-", 1 => "|", _ => "" };
        return chomp.Length == 0 || body.Length == 0
            ? Quoted(value)
            : $"{chomp}\n{string.Join('\n', body.Split('\n').Select(line => line.Length == 0 ? "" : new string(' ', indent) + line))}";
    }

    private static bool Plain(string value) =>
        value.Length > 0 && PlainText().IsMatch(value) && !Words.Contains(value)
        && !double.TryParse(value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Any, CultureInfo.InvariantCulture, out _) && !NumberLike().IsMatch(value);

    private static string Quoted(string value) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"";

    // Letters first, then nothing that starts a comment, a mapping or an anchor.
    [GeneratedRegex(@"\A[A-Za-z0-9_/.][A-Za-z0-9_./@+=,-]*(?:[ :][A-Za-z0-9_./@+=(),-]+)*\z")]
    private static partial Regex PlainText();

    // Dates, octal and hex numbers, sexagesimals such as 12:30, version-like 1.2e3, and the lone dot.
    [GeneratedRegex(@"\A(?:[0-9].*[:xo].*|0[0-9_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|\.(?:inf|nan)?|=|[0-9_.,]+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex NumberLike();

    // Text that a literal block carries unchanged: printable, no line that begins the block with a space, no space at the end of a line.
    [GeneratedRegex(@"\A[^\s](?:[^\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u2028\u2029\ud800-\udfff])*\z", RegexOptions.Singleline)]
    private static partial Regex Literal();
}
