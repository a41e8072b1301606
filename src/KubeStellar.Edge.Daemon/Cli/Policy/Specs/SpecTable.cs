using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>
/// Cases that are a table: <c>each</c> is a list of rows, and the case is run once a row with <c>{{name}}</c> replaced by the row's member of that name. A text
/// that is nothing but <c>{{name}}</c> becomes the member itself, whatever its kind; member names are replaced as well.
/// </summary>
internal static class SpecTable
{
    internal static IEnumerable<(JsonElement Case, string Where)> Rows(IReadOnlyList<JsonElement> cases, string where)
    {
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i].ValueKind != JsonValueKind.Object || !cases[i].TryGetProperty("each", out var each))
            {
                yield return (cases[i], $"{where}[{i}]");
                continue;
            }

            var rows = new Fields(cases[i], $"{where}[{i}]").List("each");
            if (rows.Count == 0)
            {
                throw new CliException($"{where}[{i}].each: it has no row, so the case would never be run");
            }

            for (var row = 0; row < rows.Count; row++)
            {
                var values = new Fields(rows[row], $"{where}[{i}].each[{row}]");
                var one = JsonNode.Parse(cases[i].GetRawText())!.AsObject();
                one.Remove("each");
                yield return (JsonElement.Parse(Fill(one, values)!.ToJsonString()), $"{where}[{i}] with each[{row}]");
            }
        }
    }

    private static JsonNode? Fill(JsonNode? node, Fields row)
    {
        switch (node)
        {
            case JsonObject map:
                var filled = new JsonObject();
                foreach (var (name, value) in map)
                {
                    filled[Text(name, row)] = Fill(value, row);
                }

                return filled;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Fill(item, row))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                return text.StartsWith("{{", StringComparison.Ordinal) && text.IndexOf("}}", StringComparison.Ordinal) == text.Length - 2
                    ? JsonNode.Parse(row.Need(text[2..^2].Trim()).GetRawText())
                    : Text(text, row);
            default:
                return node?.DeepClone();
        }
    }

    private static string Text(string text, Fields row)
    {
        var filled = new StringBuilder();
        var at = 0;
        for (int open; (open = text.IndexOf("{{", at, StringComparison.Ordinal)) >= 0;)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                break;
            }

            var value = row.Need(text[(open + 2)..close].Trim());
            filled.Append(text, at, open - at).Append(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText());
            at = close + 2;
        }

        return at == 0 ? text : filled.Append(text, at, text.Length - at).ToString();
    }
}
