using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>Writes what is applied: the content with our marks, without what only a server may set; pure.</summary>
internal static class ApplyBody
{
    private static readonly JsonWriterOptions Options = new() { MaxDepth = ObjectLimits.MaxDepth + 8, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Members of an object's metadata that only a server sets.</summary>
    internal static readonly FrozenSet<string> ServerOwned = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <param name="content">The object as wanted.</param>
    /// <param name="marks">Our marks.</param>
    /// <param name="uid">The object that is meant: the server refuses when it is another by now; null to make one, and only that.</param>
    /// <param name="omit">Places of the content to leave out, as in <see cref="Drift.LostField.Place"/>.</param>
    internal static byte[] Write(JsonElement content, Marks marks, string? uid, IReadOnlySet<string> omit)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var member in content.EnumerateObject())
            {
                if (member.Name == "metadata")
                {
                    writer.WritePropertyName("metadata");
                    Metadata(writer, member.Value, marks, uid, omit);
                }
                else if (member.Name != "status")
                {
                    Member(writer, member, "", omit);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Metadata(Utf8JsonWriter writer, JsonElement metadata, Marks marks, string? uid, IReadOnlySet<string> omit)
    {
        writer.WriteStartObject();
        if (uid is not null)
        {
            writer.WriteString("uid", uid);
        }
        else
        {
            // No object has this version: the server makes one, or refuses with a conflict when there is one, whoever made it.
            writer.WriteString("resourceVersion", "1");
        }

        Map(writer, metadata, "labels", marks.WriteLabels, omit);
        Map(writer, metadata, "annotations", marks.WriteAnnotations, omit);
        foreach (var member in metadata.EnumerateObject())
        {
            if (member.Name is not ("labels" or "annotations") && !ServerOwned.Contains(member.Name))
            {
                Member(writer, member, "/metadata", omit);
            }
        }

        writer.WriteEndObject();
    }

    private static void Map(Utf8JsonWriter writer, JsonElement metadata, string name, Action<Utf8JsonWriter> marks, IReadOnlySet<string> omit)
    {
        writer.WriteStartObject(name);
        marks(writer);
        if (metadata.TryGetProperty(name, out var map) && map.ValueKind is JsonValueKind.Object)
        {
            // Nobody else's content may carry our marks; only the protection is anybody's to set.
            foreach (var member in map.EnumerateObject())
            {
                if (!member.Name.StartsWith(MarkNames.Prefix, StringComparison.Ordinal) || member.Name == MarkNames.Prune)
                {
                    Member(writer, member, $"/metadata/{name}", omit);
                }
            }
        }

        writer.WriteEndObject();
    }

    private static void Member(Utf8JsonWriter writer, JsonProperty member, string place, IReadOnlySet<string> omit)
    {
        var at = omit.Count == 0 ? "" : $"{place}/{member.Name}";
        if (omit.Contains(at))
        {
            return;
        }

        writer.WritePropertyName(member.Name);
        Value(writer, member.Value, at, omit);
    }

    private static void Value(Utf8JsonWriter writer, JsonElement value, string place, IReadOnlySet<string> omit)
    {
        if (omit.Count == 0 || !omit.Any(path => path.StartsWith(place, StringComparison.Ordinal)))
        {
            // As it was written, numbers too.
            value.WriteTo(writer);
            return;
        }

        if (value.ValueKind is JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                Member(writer, member, place, omit);
            }

            writer.WriteEndObject();
        }
        else if (value.ValueKind is JsonValueKind.Array)
        {
            writer.WriteStartArray();
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                var at = $"{place}/{index++}";
                if (!omit.Contains(at))
                {
                    Value(writer, item, at, omit);
                }
            }

            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
