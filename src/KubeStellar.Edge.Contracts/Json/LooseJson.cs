using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// Reads JSON that others wrote: an API server, a controller, a user's object. A member that is missing, or is not of the type that it should have, reads as
/// absent; nothing here throws, whatever the JSON is.
/// </summary>
public static class LooseJson
{
    /// <summary>A member at a path of names; an element of kind <see cref="JsonValueKind.Undefined"/> where there is none, or no object to have it.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static JsonElement Member(this JsonElement from, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (from.ValueKind is not JsonValueKind.Object || !from.TryGetProperty(name, out from))
            {
                return default;
            }
        }

        return from;
    }

    /// <summary>The string at a path; empty for none.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static string Text(this JsonElement from, params ReadOnlySpan<string> path) => from.Member(path) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    /// <summary>The whole number at a path; null for none, and for one that has no room in 32 bits.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static int? Number(this JsonElement from, params ReadOnlySpan<string> path) =>
        from.Member(path) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    /// <summary>The items of the list at a path; none where there is no list, as Go writes an empty one as null.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static IEnumerable<JsonElement> Items(this JsonElement from, params ReadOnlySpan<string> path) =>
        from.Member(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The texts of the list at a path; items that are none are left out.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static IEnumerable<string> Texts(this JsonElement from, params ReadOnlySpan<string> path) =>
        from.Items(path).Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!);

    /// <summary>The members of the object at a path; none where there is no object, as YAML's <c>- </c> with nothing after it.</summary>
    /// <param name="from">Where the path begins.</param>
    /// <param name="path">Names of members.</param>
    public static IEnumerable<JsonProperty> Members(this JsonElement from, params ReadOnlySpan<string> path) =>
        from.Member(path) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];
}
