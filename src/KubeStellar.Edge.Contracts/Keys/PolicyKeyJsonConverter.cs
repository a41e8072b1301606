using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>A policy key in JSON: its text, as value and as member name.</summary>
public sealed class PolicyKeyJsonConverter : JsonConverter<PolicyKey>
{
    /// <inheritdoc/>
    public override PolicyKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        KeyJson.Read<PolicyKey>(ref reader, PolicyKey.TryParse, "a policy key is <workspace>.<policy>, both DNS labels");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PolicyKey value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());

    /// <inheritdoc/>
    public override PolicyKey ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, PolicyKey value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
