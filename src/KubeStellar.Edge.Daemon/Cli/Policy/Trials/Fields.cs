using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Trials;

/// <summary>Members of a JSON object that a person wrote: what is missing, unknown or of another kind is named with its place.</summary>
internal sealed class Fields
{
    private readonly JsonElement _object;
    private readonly string _where;

    /// <exception cref="CliException">It is no object, or has a member that nobody knows.</exception>
    internal Fields(JsonElement element, string where, params IReadOnlyList<string> known)
    {
        (_object, _where) = (element, where);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new CliException($"{where}: an object is expected, not {Kind(element)}");
        }

        foreach (var member in element.EnumerateObject())
        {
            if (known.Count > 0 && !known.Contains(member.Name))
            {
                throw new CliException($"{where}: there is no field \"{member.Name}\"; there are {string.Join(", ", known)}");
            }
        }
    }

    internal JsonElement? Find(string name) => _object.TryGetProperty(name, out var value) ? value : null;

    internal JsonElement Need(string name) => Find(name) ?? throw new CliException($"{_where}: \"{name}\" is missing");

    internal string Text(string name) => Text(Need(name), $"{_where}.{name}");

    internal string TextOr(string name, string other) => Find(name) is { } value ? Text(value, $"{_where}.{name}") : other;

    internal bool? Flag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw new CliException($"{_where}.{name}: true or false is expected, not {Kind(other)}"),
    };

    internal IReadOnlyList<JsonElement> List(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { } other => throw new CliException($"{_where}.{name}: a list is expected, not {Kind(other)}"),
    };

    internal IReadOnlyList<string>? Texts(string name) =>
        Find(name) is null ? null : [.. List(name).Select((item, i) => Text(item, $"{_where}.{name}[{i}]"))];

    internal IReadOnlyList<KeyValuePair<string, JsonElement>> Map(string name) => Find(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } map => [.. map.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value))],
        { } other => throw new CliException($"{_where}.{name}: an object is expected, not {Kind(other)}"),
    };

    internal static string Text(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new CliException($"{where}: a text is expected, not {Kind(value)}");

    internal static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };
}
