using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>
/// What came of an edge, as the kernel writes it: of place <c>true</c>, <c>false</c> or <c>{"placed":true,"reason":"..."}</c>; of customize a list of operations,
/// <c>{"copies":[...]}</c> or null; of both <c>{"fault":{...}}</c>.
/// </summary>
internal sealed class OutcomeJson
{
    private const int MostPaths = 32;
    private readonly List<(byte[] Text, ImmutableArray<string> Path)> _paths = [];

    /// <summary>The fault of an outcome; null when it is none.</summary>
    internal static PolicyFault? Fault(JsonElement outcome) =>
        outcome.ValueKind == JsonValueKind.Object && outcome.TryGetProperty("fault"u8, out var fault)
            && fault.Deserialize(HostJson.Default.HostFault) is { } read
            ? new PolicyFault(read.Reason, read.Message, read.Location ?? "")
            : null;

    /// <summary>Whether place said yes, and its reason or nothing.</summary>
    internal static (bool Placed, string Reason) Placed(JsonElement outcome) =>
        outcome.ValueKind == JsonValueKind.Object
            ? (outcome.GetProperty("placed"u8).GetBoolean(), outcome.GetProperty("reason"u8).GetString() ?? "")
            : (outcome.ValueKind == JsonValueKind.True, "");

    /// <summary>What a policy's function read.</summary>
    internal static EdgeReads Reads(JsonElement paths) => paths.ValueKind == JsonValueKind.Null
        ? EdgeReads.Everything
        : new EdgeReads(false, paths.EnumerateArray().Select(path => path.GetString() ?? "").ToHashSet(StringComparer.Ordinal));

    /// <summary>The group of an outcome of customize that is no fault.</summary>
    internal VariantGroup Variant(JsonElement outcome, EdgeSet edges) => outcome.ValueKind switch
    {
        JsonValueKind.Null => new VariantGroup([], edges, true),
        JsonValueKind.Array => new VariantGroup(Operations(outcome), edges, false),
        _ => new VariantGroup([], edges, false) { Copies = [.. outcome.GetProperty("copies"u8).EnumerateArray().Select(Operations)] },
    };

    private JsonOperation[] Operations(JsonElement list)
    {
        var operations = new JsonOperation[list.GetArrayLength()];
        var count = 0;
        foreach (var operation in list.EnumerateArray())
        {
            var path = Path(operation.GetProperty("path"u8));
            operations[count++] = operation.TryGetProperty("value"u8, out var value) ? JsonOperation.Set(path, Whole(value)) : JsonOperation.Remove(path);
        }

        return operations;
    }

    /// <summary>A value that can be written again: the kernel lets no half of a character out, but a value is written long after this, where no one expects a fault.</summary>
    private static JsonElement Whole(JsonElement value)
    {
        if (JsonMarshal.GetRawUtf8Value(value).IndexOf("\\u"u8) >= 0)
        {
            Read(value);
        }

        return value;
    }

    private static void Read(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Read(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    Read(member.Value);
                }

                break;
        }
    }

    /// <summary>A path; most outcomes edit at the same few.</summary>
    private ImmutableArray<string> Path(JsonElement steps)
    {
        var text = JsonMarshal.GetRawUtf8Value(steps);
        foreach (var (known, path) in _paths)
        {
            if (text.SequenceEqual(known))
            {
                return path;
            }
        }

        ImmutableArray<string> read = [.. steps.EnumerateArray().Select(step => step.GetString() ?? "")];
        if (_paths.Count < MostPaths)
        {
            _paths.Add((text.ToArray(), read));
        }

        return read;
    }
}
