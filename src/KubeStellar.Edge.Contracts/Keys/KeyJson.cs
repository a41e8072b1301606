using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>What the converters of keys share: a key is a string that parses, or the record is refused.</summary>
internal static class KeyJson
{
    internal delegate bool TryParse<T>(string? text, out T value);

    internal static T Read<T>(ref Utf8JsonReader reader, TryParse<T> parse, string expected)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            throw new JsonException($"{expected}, but a {reader.TokenType} was found");
        }

        return parse(reader.GetString(), out var value) ? value : throw new JsonException(expected);
    }
}
