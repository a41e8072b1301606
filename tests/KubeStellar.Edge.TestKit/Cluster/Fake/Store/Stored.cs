using System.Text.Json;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Store;

/// <summary>One object at one revision. Never changes; whoever wants to change it parses a copy.</summary>
internal sealed class Stored
{
    private readonly byte[] _text;
    private byte[]? _bare;

    internal Stored(string key, JsonObject body, long revision)
    {
        Key = key;
        Revision = revision;
        Name = body.Text("metadata", "name");
        Namespace = body.Text("metadata", "namespace");
        Labels = (body.At("metadata", "labels") as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
        _text = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, Json.Plain);
    }

    /// <summary><c>namespace/name</c>, or the name.</summary>
    internal string Key { get; }

    /// <summary>Its resourceVersion.</summary>
    internal long Revision { get; }

    internal string Name { get; }

    internal string Namespace { get; }

    internal IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>As it is answered.</summary>
    internal ReadOnlyMemory<byte> Text => _text;

    /// <summary>As an item of a typed list, which leaves out kind and version.</summary>
    internal ReadOnlyMemory<byte> Bare
    {
        get
        {
            if (_bare is null)
            {
                var body = Parse();
                body.Remove("kind");
                body.Remove("apiVersion");
                _bare = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(body, Json.Plain);
            }

            return _bare;
        }
    }

    /// <summary>A copy of its own.</summary>
    internal JsonObject Parse() => JsonNode.Parse(_text)!.AsObject();
}
