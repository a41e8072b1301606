using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What a policy read of an edge, on one line: <c>labels/kind=store properties/memoryGiB=4</c>.</summary>
internal static class ReadText
{
    private const int MaxValue = 40;

    internal static string Of(JsonElement? read)
    {
        if (read is not { ValueKind: JsonValueKind.Object } edge)
        {
            return "";
        }

        var words = new List<string>();
        foreach (var part in edge.EnumerateObject())
        {
            if (part.Value.ValueKind == JsonValueKind.Object)
            {
                words.AddRange(part.Value.EnumerateObject().Select(member => $"{part.Name}/{member.Name}={Short(member.Value)}"));
            }
            else
            {
                words.Add($"{part.Name}={Short(part.Value)}");
            }
        }

        return CliErrors.OneLine(string.Join(' ', words));
    }

    private static string Short(JsonElement value) => JsonView.Show(value) is { Length: > MaxValue } text ? string.Concat(text.AsSpan(0, MaxValue - 1), "…") : JsonView.Show(value);
}
