using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>What an expectation must look like. One of another form would be passed by whatever happens, or by nothing.</summary>
internal static class ExpectedForm
{
    /// <summary>Checks the value of an expectation.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="where">Its case, for messages.</param>
    /// <param name="edges">Ids of the fleet.</param>
    /// <exception cref="CliException">It is of another form, or names an edge that there is not.</exception>
    internal static void Check(string name, JsonElement value, string where, IReadOnlySet<string> edges)
    {
        var at = $"{where}.{name}";
        switch (name)
        {
            case "selected":
                Need(value.ValueKind is JsonValueKind.True or JsonValueKind.False, at, "true or false", value);
                break;
            case "placed" or "omitted":
                Known(Texts(value, at), at, edges);
                break;
            case "dependsOn" or "with" or "without":
                Texts(value, at);
                break;
            case "fault":
                Need(value.ValueKind == JsonValueKind.Object, at, "a map with a reason", value);
                break;
            case "faults":
                Members(value, at, edges, none: true, "a text", JsonValueKind.String);
                break;
            case "reasons":
                Members(value, at, edges, none: false, "a text", JsonValueKind.String);
                break;
            case "results":
                Members(value, at, edges, none: false, "a part of the object, a map", JsonValueKind.Object);
                break;
            case "operations" or "copies":
                Members(value, at, edges, none: false, "a list", JsonValueKind.Array);
                break;
            default:
                Members(value, at, edges, none: false, "a value", null);
                break;
        }
    }

    private static void Members(JsonElement value, string at, IReadOnlySet<string> edges, bool none, string what, JsonValueKind? kind)
    {
        Need(value.ValueKind == JsonValueKind.Object, at, "a map by edge", value);
        Need(none || value.EnumerateObject().Any(), at, "at least one edge", value);
        Known(value.EnumerateObject().Select(member => member.Name), at, edges);
        foreach (var member in value.EnumerateObject())
        {
            Need(kind is null || member.Value.ValueKind == kind, $"{at}.{member.Name}", what, member.Value);
        }
    }

    private static List<string> Texts(JsonElement value, string at)
    {
        Need(value.ValueKind == JsonValueKind.Array, at, "a list of texts", value);
        return [.. value.EnumerateArray().Select((item, i) => Fields.Text(item, $"{at}[{i}]"))];
    }

    private static void Known(IEnumerable<string> ids, string at, IReadOnlySet<string> edges)
    {
        if (ids.FirstOrDefault(id => !edges.Contains(id)) is { } unknown)
        {
            throw new CliException($"{at}: there is no edge {unknown} in the fleet");
        }
    }

    private static void Need(bool good, string at, string what, JsonElement value)
    {
        if (!good)
        {
            throw new CliException($"{at}: {what} is expected, not {(value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any() ? "an empty map" : Fields.Kind(value))}");
        }
    }
}
