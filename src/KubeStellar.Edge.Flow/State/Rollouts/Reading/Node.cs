using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.State.Rollouts.Reading;

/// <summary>A value of the policy host with its path, for errors. What a script had a hand in is believed in nothing.</summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Where it stands: <c>rollout.waves[0].soak</c>.</param>
internal readonly record struct Node(JsonElement Value, string Path)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>A member that must be there; JSON null is.</summary>
    internal Node this[string name] =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var found) ? new Node(found, $"{Path}.{name}") : throw Wrong($"\"{name}\" is missing");

    /// <summary>A member that need not be there.</summary>
    internal Node? Find(string name) => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var found) ? new Node(found, $"{Path}.{name}") : null;

    /// <summary>Items of a list.</summary>
    internal IReadOnlyList<T> List<T>(Func<Node, T> read)
    {
        var path = Path;
        return Value.ValueKind == JsonValueKind.Array
            ? [.. Value.EnumerateArray().Select((item, i) => read(new Node(item, $"{path}[{i}]")))]
            : throw Wrong("a list is expected");
    }

    /// <summary>What is read of it; null for JSON null.</summary>
    internal T? OrNull<T>(Func<Node, T> read)
        where T : class => Value.ValueKind == JsonValueKind.Null ? null : read(this);

    /// <summary>What is read of it; null for JSON null.</summary>
    internal T? ValueOrNull<T>(Func<Node, T> read)
        where T : struct => Value.ValueKind == JsonValueKind.Null ? null : read(this);

    internal string Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Wrong("a text is expected");

    /// <summary>A text that is not empty.</summary>
    internal string Name() => Text() is { Length: > 0 } name ? name : throw Wrong("it is empty");

    internal bool Flag() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Wrong("true or false is expected");

    internal double Number(double least, double most) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most} is expected"));

    internal long Whole(long least, long most = long.MaxValue) =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(most == long.MaxValue ? $"a whole number from {least} is expected" : $"a whole number from {least} to {most} is expected");

    /// <summary>Milliseconds.</summary>
    internal TimeSpan Span() => TimeSpan.FromMilliseconds(Number(0, Longest.TotalMilliseconds));

    /// <summary>A number or a share.</summary>
    internal IntOrPercent Amount() =>
        this["percent"].Flag() ? IntOrPercent.Percent(this["value"].Number(0, 100)) : IntOrPercent.Count((int)this["value"].Whole(0, int.MaxValue));

    /// <summary>A word in camel case.</summary>
    internal T Word<T>()
        where T : struct, Enum
    {
        var word = Text();
        foreach (var one in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(one.ToString()) == word)
            {
                return one;
            }
        }

        throw Wrong($"there is no word \"{word}\"");
    }

    internal FormatException Wrong(string why) => new($"{Path}: {why}");
}
