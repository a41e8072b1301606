using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>A line of the index: an object that is, or may soon be, in the folder.</summary>
internal sealed record IndexEntry(
    [property: JsonPropertyName("key")] ObjectKey Key,
    [property: JsonPropertyName("policy")] PolicyKey Policy,
    [property: JsonPropertyName("content")] Digest Content,
    [property: JsonPropertyName("prune")] bool Prune,
    [property: JsonPropertyName("file")] string File)
{
    /// <summary>Somebody else's file stood there when the name was first wanted: it is never written and never removed.</summary>
    [JsonPropertyName("foreign"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Foreign { get; init; }

    /// <summary>No longer tracked, but its file was left there (an orphan); <see cref="Content"/> is what it held then. Unchanged, it is still this edge's when it is wanted again.</summary>
    [JsonPropertyName("released"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Released { get; init; }

    /// <summary>Whether the file is this edge's to write and to remove.</summary>
    [JsonIgnore]
    public bool Owned => !Foreign && !Released;
}
