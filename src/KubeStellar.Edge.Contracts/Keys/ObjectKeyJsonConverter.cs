using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>An object key in JSON: its escaped text, as value and as member name.</summary>
public sealed class ObjectKeyJsonConverter : JsonConverter<ObjectKey>
{
    /// <inheritdoc/>
    public override ObjectKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        KeyJson.Read<ObjectKey>(ref reader, ObjectKey.TryParse, "an object key is <group or _>.<kind>.<namespace or _>.<name>");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ObjectKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public override ObjectKey ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, ObjectKey value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
