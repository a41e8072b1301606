using System.Buffers;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Observe;

/// <summary>As much of a <c>.status</c> as its policy asks for; pure.</summary>
internal static class StatusPaths
{
    /// <summary>All of it, none of it, or the members on some paths, each with what is above it. Paths end at a list, which is taken whole.</summary>
    internal static JsonElement? Pick(JsonElement? status, ApplyRules? rules)
    {
        if (rules is null or { Status: StatusScope.All } || status is not { ValueKind: JsonValueKind.Object } whole)
        {
            return status;
        }

        if (rules.Status is StatusScope.None || rules.StatusPaths is not { Count: > 0 } paths)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, whole, [.. paths.Select(path => path.Split('.'))], 0);
        }

        return CanonicalJson.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement holder, List<string[]> paths, int depth)
    {
        writer.WriteStartObject();
        foreach (var member in holder.EnumerateObject())
        {
            var below = paths.Where(path => path[depth] == member.Name).ToList();
            if (below.Count == 0)
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            if (below.Exists(path => path.Length == depth + 1) || member.Value.ValueKind is not JsonValueKind.Object)
            {
                member.Value.WriteTo(writer);
            }
            else
            {
                Write(writer, member.Value, below, depth + 1);
            }
        }

        writer.WriteEndObject();
    }
}
