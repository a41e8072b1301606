using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>A record as people read it: a heading per member, nested ones indented, instants with their age.</summary>
internal static class DescribeText
{
    private const int MaxLine = 240;

    // Maps whose keys are people's own words.
    private static readonly HashSet<string> OwnKeys = ["labels", "annotations", "properties", "files", "object", "parameters"];

    internal static string Write(JsonElement record, DateTimeOffset now)
    {
        var text = new StringBuilder();
        Members(text, record, 0, now, verbatim: false);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonElement record, int indent, DateTimeOffset now, bool verbatim)
    {
        var members = record.EnumerateObject().Where(member => member.Name != "v" && member.Value.ValueKind != JsonValueKind.Null).ToList();
        var width = members.Where(member => !IsNested(member.Value)).Select(member => Head(member.Name).Length).DefaultIfEmpty(0).Max();
        foreach (var member in members)
        {
            text.Append(' ', indent).Append(Head(member.Name)).Append(':');
            if (IsNested(member.Value))
            {
                text.Append('\n');
                Nested(text, member.Value, indent + 2, now, verbatim || OwnKeys.Contains(member.Name));
            }
            else
            {
                text.Append(' ', width - Head(member.Name).Length + 2).Append(Scalar(member.Value, now)).Append('\n');
            }
        }

        string Head(string name) => verbatim ? CliErrors.OneLine(name) : Heading(name);
    }

    private static void Nested(StringBuilder text, JsonElement value, int indent, DateTimeOffset now, bool verbatim)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            Members(text, value, indent, now, verbatim);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            if (!IsNested(item))
            {
                text.Append(' ', indent).Append("- ").Append(Scalar(item, now)).Append('\n');
                continue;
            }

            var at = text.Length;
            Nested(text, item, indent + 2, now, verbatim);
            if (text.Length > at)
            {
                text[at + indent] = '-';
            }
        }
    }

    private static bool IsNested(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    private static string Scalar(JsonElement value, DateTimeOffset now)
    {
        var shown = value.ValueKind switch
        {
            JsonValueKind.Object or JsonValueKind.Array => "<none>",
            JsonValueKind.String => ObjectText.Show(value.GetString()!) is { Length: > 0 } full ? full : "<none>",
            _ => JsonView.Show(value),
        };
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at) && shown.Contains('T', StringComparison.Ordinal))
        {
            return $"{shown} ({Ages.Show(at, now)} ago)";
        }

        // A source file or a manifest in one string would bury the rest; -o yaml has it whole.
        var line = CliErrors.OneLine(shown);
        return line.Length > MaxLine ? $"{line[..MaxLine]}… ({line.Length} characters)" : line;
    }

    // "appliedAt" is "Applied At"; keys of labels and objects stay as they are.
    private static string Heading(string name)
    {
        if (!name.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetterLower(name[0]))
        {
            return CliErrors.OneLine(ObjectText.Show(name));
        }

        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            text.Append(text.Length == 0 ? char.ToUpperInvariant(c).ToString() : char.IsAsciiLetterUpper(c) ? $" {c}" : c.ToString());
        }

        return text.ToString();
    }
}
