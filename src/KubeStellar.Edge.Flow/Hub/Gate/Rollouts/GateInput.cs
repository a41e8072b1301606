using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>What a gate gets, as dsl/reference/rollout.md has it. It is recorded with the verdict, so that anybody can ask the gate the same once more.</summary>
internal static class GateInput
{
    public static JsonElement Of(
        RolloutProgress progress, GateQuestion question, JsonElement? partial, IReadOnlyDictionary<string, InputValue> inputs, IReadOnlyList<string> failures, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var wave = progress.Waves[question.Wave];
            json.WriteStartObject();
            json.WriteNumber("wave", question.Wave);
            json.WriteNumber("rule", wave.Rule);
            json.WriteString("name", wave.Name);
            json.WriteNumber("waves", progress.Waves.Count);
            json.WriteNumber("attempt", progress.Attempt);
            Totals(json, question.Totals);
            json.WriteNumber("elapsed", Milliseconds(wave.OpenedAt, now));
            json.WriteNumber("good", Milliseconds(wave.GoodSince, now));
            json.WriteNumber("rollout", Milliseconds(progress.StartedAt, now));
            json.WriteNumber("now", now.ToUnixTimeMilliseconds());
            json.WritePropertyName("partial");
            Value(json, partial);
            json.WriteStartArray("earlier");
            foreach (var before in progress.Waves.Take(question.Wave))
            {
                json.WriteStartObject();
                json.WriteString("name", before.Name);
                Totals(json, before.Totals);
                json.WriteNumber("elapsed", Milliseconds(before.OpenedAt, before.EndedAt ?? now));
                json.WriteString("reason", before.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("inputs");
            foreach (var (name, input) in inputs)
            {
                json.WriteStartObject(name);
                json.WritePropertyName("value");
                Value(json, input.Value);
                json.WriteString("error", input.Error);
                json.WriteNumber("age", Milliseconds(input.At, now));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("failures");
            foreach (var failure in failures)
            {
                Failure(json, failure);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    private static void Totals(Utf8JsonWriter json, WaveTotals totals)
    {
        json.WritePropertyName("totals");
        JsonSerializer.Serialize(json, totals, ContractsJson.Default.WaveTotals);
    }

    /// <summary><c>edge object: reason</c> as its parts.</summary>
    private static void Failure(Utf8JsonWriter json, string failure)
    {
        var edge = failure.IndexOf(' ', StringComparison.Ordinal);
        var rest = edge < 0 ? "" : failure[(edge + 1)..];
        var named = rest.IndexOf(": ", StringComparison.Ordinal);
        json.WriteStartObject();
        json.WriteString("edge", edge < 0 ? failure : failure[..edge]);
        json.WriteString("object", named < 0 ? rest : rest[..named]);
        json.WriteString("reason", named < 0 ? "" : rest[(named + 2)..]);
        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, JsonElement? value)
    {
        if (value is { ValueKind: not JsonValueKind.Undefined } known)
        {
            known.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static long Milliseconds(DateTimeOffset? since, DateTimeOffset now) => since is { } began && now > began ? (long)(now - began).TotalMilliseconds : 0;
}
