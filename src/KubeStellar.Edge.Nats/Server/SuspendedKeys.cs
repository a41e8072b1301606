using System.Text.Json;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>Which revocations of the account are to end again: beside the account's JWT, so that a hub that dies meanwhile leaves nobody out for good. One caller at a time.</summary>
/// <param name="path">The file.</param>
internal sealed class SuspendedKeys(string path)
{
    /// <summary>The keys, and up to when what was issued to them is void, in Unix seconds. A file that cannot be read names none: then those stay out until they have other keys, which harms nobody else.</summary>
    internal SortedDictionary<string, long> Read()
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize(SecretFiles.Read(path), IdentityJson.Default.SortedDictionaryStringInt64) is { } keys ? keys : new(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }

    /// <summary>Replaces them; durable when it returns.</summary>
    internal void Write(SortedDictionary<string, long> keys) => SecretFiles.Write(path, JsonSerializer.Serialize(keys, IdentityJson.Default.SortedDictionaryStringInt64));
}
