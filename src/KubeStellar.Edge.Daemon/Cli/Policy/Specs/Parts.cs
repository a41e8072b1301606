using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Compares a part of an object with the whole: each member that is named must be so, null: there is none. Lists are equal as a whole, their maps may be parts.</summary>
internal static class Parts
{
    internal static IEnumerable<string> Differences(JsonElement expected, JsonElement got, string path)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object when got.ValueKind == JsonValueKind.Object:
                foreach (var member in expected.EnumerateObject())
                {
                    var below = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                    if (got.TryGetProperty(member.Name, out var value))
                    {
                        foreach (var difference in member.Value.ValueKind == JsonValueKind.Null && value.ValueKind != JsonValueKind.Null ? [$"{below}: expected none, got {Short(value)}"] : Differences(member.Value, value, below))
                        {
                            yield return difference;
                        }
                    }
                    else if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        yield return $"{below}: expected {Short(member.Value)}, got none";
                    }
                }

                break;
            case JsonValueKind.Array when got.ValueKind == JsonValueKind.Array:
                if (expected.GetArrayLength() != got.GetArrayLength())
                {
                    yield return $"{path}: expected {expected.GetArrayLength()} items, got {got.GetArrayLength()}: {Short(got)}";
                    yield break;
                }

                foreach (var (i, (want, have)) in expected.EnumerateArray().Zip(got.EnumerateArray()).Index())
                {
                    foreach (var difference in Differences(want, have, $"{path}[{i}]"))
                    {
                        yield return difference;
                    }
                }

                break;
            default:
                if (!JsonElement.DeepEquals(expected, got))
                {
                    yield return $"{path}: expected {Short(expected)}, got {Short(got)}";
                }

                break;
        }
    }

    private static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}
