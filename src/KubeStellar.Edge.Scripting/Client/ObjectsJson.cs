using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Questions and answers about objects alone.</summary>
internal static class ObjectsJson
{
    /// <summary>Objects as a list of texts: each is parsed by the kernel, with its digits.</summary>
    internal static byte[] Texts(IReadOnlyList<ReadOnlyMemory<byte>> objects)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var one in objects)
        {
            writer.WriteStringValue(one.Span);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Shares as <c>[[slot, share], ...]</c>; nothing when there are none.</summary>
    internal static byte[] Shares(IReadOnlyDictionary<int, JsonElement>? shares)
    {
        if (shares is null or { Count: 0 })
        {
            return [];
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var (slot, share) in shares)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(slot);
            share.WriteTo(writer);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Of select.</summary>
    internal static Selection Selection(JsonElement answer) => new([.. answer.EnumerateArray().Select(selected => selected.GetBoolean())]);

    /// <summary>Of describe.</summary>
    internal static ObjectTraits Traits(JsonElement answer) => new(List(answer, "dependsOn"), List(answer, "with"), List(answer, "without"));

    /// <summary>Of health.</summary>
    internal static IReadOnlyList<HealthVerdict> Verdicts(JsonElement answer) => [.. answer.EnumerateArray().Select(said => new HealthVerdict(
        Enum.Parse<Health>(said.GetProperty("health"u8).GetString()!),
        said.GetProperty("reason"u8).GetString() ?? "",
        said.GetProperty("message"u8).GetString() ?? ""))];

    private static string[] List(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(text => text.GetString() ?? "")];
}
