using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Connection;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>JSON for people and pipes: indented, letters unescaped, number tokens as they came.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(JsonElement element) => Write(writer => element.WriteTo(writer));

    /// <summary><c>{"items":[…]}</c>.</summary>
    internal static string WriteList(IEnumerable<JsonElement> items) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var item in items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>The same as a value.</summary>
    internal static JsonElement List(IEnumerable<JsonElement> items) => JsonElement.Parse(WriteList(items), HubJson.Document);

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
