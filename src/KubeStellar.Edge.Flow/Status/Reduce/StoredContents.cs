using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Reads contents as edges get them: compressed or in chunks.</summary>
internal sealed class StoredContents(IHubDesired desired)
{
    /// <summary>A content; null when no bucket holds it whole, or it is not what its name says.</summary>
    internal async Task<T?> ReadAsync<T>(Digest digest, JsonTypeInfo<T> type, CancellationToken token)
        where T : class
    {
        if (await desired.StoredAsync(digest, token) is not { } stored)
            return null;
        var chunks = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        if (ContentEncoding.TryReadChunks(stored.Span, out var list))
        {
            foreach (var part in list.Parts)
            {
                if (await desired.StoredAsync(part.Digest, token) is not { } chunk)
                    return null;
                chunks[part.Digest] = chunk;
            }
        }

        try
        {
            return JsonSerializer.Deserialize(ContentEncoding.Decode(digest, stored, part => chunks[part]), type);
        }
        catch (Exception error) when (error is ContentRefusedException or JsonException)
        {
            // What is stored is not what its name says; the bucket watch and the flow see to contents.
            return null;
        }
    }
}
