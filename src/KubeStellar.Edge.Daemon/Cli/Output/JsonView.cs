using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Reads an item of a listing without insisting on its shape: what is missing shows as <c>-</c>, so hubs of other versions can be listed.</summary>
internal readonly struct JsonView(JsonElement element)
{
    internal const string Nothing = "-";

    internal JsonElement Element => element;

    /// <summary>The first of the dotted paths that is there and not null.</summary>
    internal JsonElement? Find(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (element.Member(path.Split('.')) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } at)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>The text at the first path that is there; <c>-</c> for none and for an empty one.</summary>
    internal string Text(params ReadOnlySpan<string> paths) => Find(paths) is { } value ? Show(value) : Nothing;

    /// <summary>The same, but empty for none.</summary>
    internal string TextOrEmpty(params ReadOnlySpan<string> paths) => Text(paths) is var text && text == Nothing ? "" : text;

    /// <summary>A whole number; null for anything else.</summary>
    internal long? Number(params ReadOnlySpan<string> paths) =>
        Find(paths) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    internal bool? Flag(params ReadOnlySpan<string> paths) =>
        Find(paths) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    internal DateTimeOffset? Instant(params ReadOnlySpan<string> paths) =>
        Find(paths) is { ValueKind: JsonValueKind.String } value
        && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at > DateTimeOffset.UnixEpoch ? at : null;

    /// <summary>How many members or elements there are; a number stands for itself.</summary>
    internal string Count(params ReadOnlySpan<string> paths) => Find(paths) switch
    {
        { ValueKind: JsonValueKind.Array } array => array.GetArrayLength().ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.Object } obj => obj.GetPropertyCount().ToString(CultureInfo.InvariantCulture),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => Nothing,
    };

    /// <summary>A digest shortened as git does it.</summary>
    internal string Short(params ReadOnlySpan<string> paths) =>
        Text(paths) is { Length: > 12 } digest ? digest[..12] : Text(paths);

    /// <summary><c>a=1,b=2</c>.</summary>
    internal string Pairs(params ReadOnlySpan<string> paths) =>
        Find(paths) is { ValueKind: JsonValueKind.Object } obj && obj.GetPropertyCount() > 0
            ? string.Join(',', obj.EnumerateObject().Select(member => $"{member.Name}={Show(member.Value)}"))
            : Nothing;

    internal static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : Nothing,
        JsonValueKind.Null or JsonValueKind.Undefined => Nothing,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
