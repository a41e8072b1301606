using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What a policy read of an edge, on one line: <c>labels/kind=store properties/memoryGiB=4</c>.</summary>
internal static class ReadText
{
    private const int MaxValue = 40;
    private const int MaxValues = 3;

    internal static string Of(JsonElement? read) => Of([read]);

    /// <summary>The same of edges that differ in it: <c>labels/size=large|small</c>, and the name alone where there are many values, or not all are known.</summary>
    internal static string Of(IReadOnlyList<JsonElement?> reads)
    {
        var most = reads.Any(read => read is null) ? 0 : MaxValues;
        var values = reads.SelectMany(Values).GroupBy(value => value.Name, value => value.Text, StringComparer.Ordinal);
        return CliErrors.OneLine(string.Join(' ', values.Select(value => value.Distinct().ToList() is { } few && few.Count <= most ? $"{value.Key}={string.Join('|', few)}" : value.Key)));
    }

    private static IEnumerable<(string Name, string Text)> Values(JsonElement? read) =>
        read is not { ValueKind: JsonValueKind.Object } edge ? []
        : edge.EnumerateObject().SelectMany(part => part.Value.ValueKind == JsonValueKind.Object
            ? part.Value.EnumerateObject().Select(member => ($"{part.Name}/{member.Name}", Short(member.Value)))
            : [(part.Name, Short(part.Value))]);

    private static string Short(JsonElement value) => JsonView.Show(value) is { Length: > MaxValue } text ? string.Concat(text.AsSpan(0, MaxValue - 1), "…") : JsonView.Show(value);
}
