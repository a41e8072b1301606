using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>What the status functions get, as JSON.</summary>
internal static class ReductionJson
{
    /// <summary>The reports of an edge's objects.</summary>
    internal static byte[] Reports(IReadOnlyList<ReductionInput> inputs)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var input in inputs)
        {
            Report(writer, input);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Pairs to combine.</summary>
    internal static byte[] Pairs(IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var (left, right) in pairs)
        {
            writer.WriteStartArray();
            Value(writer, left);
            Value(writer, right);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Values.</summary>
    internal static byte[] List(IReadOnlyList<JsonElement> values)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var value in values)
        {
            Value(writer, value);
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A plan's steps, and after them the number of what is finished.</summary>
    internal static byte[] Steps(FoldPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var (left, right) in plan.Steps)
        {
            writer.WriteNumberValue(left);
            writer.WriteNumberValue(right);
        }

        writer.WriteNumberValue(plan.Top);
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>One value.</summary>
    internal static byte[] One(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        Value(writer, value);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Report(Utf8JsonWriter writer, ReductionInput input)
    {
        var report = input.Report;
        writer.WriteStartObject();
        writer.WriteString("key"u8, input.Key.ToString());
        writer.WriteString("kind"u8, input.Key.Kind);
        writer.WriteString("name"u8, input.Key.Name);
        writer.WriteString("namespace"u8, input.Key.Namespace);
        writer.WriteBoolean("applied"u8, report.Applied);
        writer.WriteBoolean("ready"u8, report is { Applied: true, ObservedAfterApply: true, Health: Health.Current });
        writer.WriteString("health"u8, report.Health.ToString());
        writer.WriteString("reason"u8, report.Reason);
        writer.WriteString("message"u8, report.Message);
        writer.WritePropertyName("status"u8);
        Value(writer, report.Status ?? default);
        writer.WriteStartArray("conditions"u8);
        foreach (var condition in report.Conditions ?? [])
        {
            // A time would make of each edge a case of its own, and a policy has no clock to compare it with.
            JsonSerializer.Serialize(writer, condition with { Since = null }, ContractsJson.Default.Condition);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("upsynced"u8, input.Upsynced);
        writer.WritePropertyName("object"u8);
        writer.WriteRawValue(input.Object.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
