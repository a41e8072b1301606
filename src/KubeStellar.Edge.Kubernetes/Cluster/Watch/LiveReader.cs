using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>Reads a live object, and keeps what is needed of it; pure.</summary>
internal static class LiveReader
{
    private static readonly JsonWriterOptions Options = new() { MaxDepth = 512, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly Dictionary<string, string> NoMarks = [];

    /// <param name="item">The object, or its metadata.</param>
    /// <param name="full">Whether the object itself is kept.</param>
    /// <param name="apiVersion">Its version, which items of a list do not say.</param>
    /// <param name="kind">Its kind, likewise.</param>
    /// <returns>Null when it has no name or no uid: not an object.</returns>
    internal static LiveEntry? Read(JsonElement item, bool full, string apiVersion, string kind)
    {
        var metadata = item.Member("metadata");
        if (metadata.Text("name") is not { Length: > 0 } name || metadata.Text("uid") is not { Length: > 0 } uid)
        {
            return null;
        }

        return new LiveEntry
        {
            Namespace = string.Intern(metadata.Text("namespace")),
            Name = name,
            Uid = uid,
            ResourceVersion = metadata.Text("resourceVersion"),
            Marks = Marks(metadata),
            Terminating = metadata.Text("deletionTimestamp").Length > 0,
            Finalizers = [.. metadata.Texts("finalizers")],
            Managers = FieldManagers.Compact(metadata),
            Live = full ? Stripped(item, apiVersion, kind) : null,
        };
    }

    private static Dictionary<string, string> Marks(JsonElement metadata)
    {
        Dictionary<string, string>? marks = null;
        foreach (var map in new[] { "labels", "annotations" })
        {
            foreach (var member in metadata.Members(map))
            {
                if (member.Name.StartsWith(MarkNames.Prefix, StringComparison.Ordinal) && member.Value.ValueKind is JsonValueKind.String)
                {
                    (marks ??= [])[string.Intern(member.Name)] = member.Name == MarkNames.Digest ? member.Value.GetString()! : string.Intern(member.Value.GetString()!);
                }
            }
        }

        return marks ?? NoMarks;
    }

    private static byte[] Stripped(JsonElement item, string apiVersion, string kind)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("apiVersion", apiVersion);
            writer.WriteString("kind", kind);
            foreach (var member in item.EnumerateObject())
            {
                if (member.Name == "metadata")
                {
                    writer.WriteStartObject("metadata");
                    foreach (var part in member.Value.EnumerateObject().Where(part => part.Name != "managedFields"))
                    {
                        part.WriteTo(writer);
                    }

                    writer.WriteEndObject();
                }
                else if (member.Name is not ("apiVersion" or "kind"))
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
