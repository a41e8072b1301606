using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// An operation in JSON. Written by hand because a set to null differs from no value, and because an unknown member must not be
/// dropped in silence: an operation that is half understood is a wrong edit.
/// </summary>
public sealed class JsonOperationConverter : JsonConverter<JsonOperation>
{
    /// <inheritdoc/>
    public override JsonOperation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "an operation is an object");
        JsonOperationKind? kind = null;
        ImmutableArray<string>? path = null;
        JsonElement? value = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "op":
                    kind = Kind(ref reader);
                    break;
                case "path":
                    path = Path(ref reader);
                    break;
                case "value":
                    value = JsonElement.ParseValue(ref reader);
                    break;
                default:
                    throw new JsonException($"an operation has no member '{name}'");
            }
        }

        Expect(kind is not null, "an operation has an op");
        Expect(path is not null, "an operation has a path");
        Expect((kind == JsonOperationKind.Set) == value.HasValue, "a set has a value and a remove has none");
        return new JsonOperation { Op = kind!.Value, Path = path!.Value, Value = value };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonOperation value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        writer.WriteString("op"u8, value.Op == JsonOperationKind.Set ? "set"u8 : "remove"u8);
        writer.WriteStartArray("path"u8);
        foreach (var step in value.Path.AsSpan())
        {
            writer.WriteStringValue(step);
        }

        writer.WriteEndArray();
        if (value.Value is { } set)
        {
            writer.WritePropertyName("value"u8);
            set.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static JsonOperationKind Kind(ref Utf8JsonReader reader) => (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
    {
        "set" => JsonOperationKind.Set,
        "remove" => JsonOperationKind.Remove,
        _ => throw new JsonException("op is set or remove"),
    };

    private static ImmutableArray<string> Path(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, "path is an array of strings");
        var steps = ImmutableArray.CreateBuilder<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.TokenType == JsonTokenType.String, "path is an array of strings");
            steps.Add(reader.GetString()!);
        }

        return steps.DrainToImmutable();
    }

    private static void Expect(bool holds, string message)
    {
        if (!holds)
        {
            throw new JsonException(message);
        }
    }
}
