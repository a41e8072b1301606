using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Takes the stored form of a large content: its chunks under their own digests, and last its chunk list under the content's digest, when all
/// chunks are there and give that content. What nobody names soon is swept.
/// </summary>
internal sealed class BlobHandler(ContentPool contents)
{
    public async Task<ApiReply> RunAsync(ReadOnlyMemory<byte> chunk, CancellationToken token)
    {
        if (chunk.Length is 0 or > ContentEncoding.DefaultMaxStored)
        {
            throw RequestRefusedException.Because("invalid", $"a chunk has 1 to {ContentEncoding.DefaultMaxStored} bytes, not {chunk.Length}");
        }

        var key = ContentEncoding.TryReadChunks(chunk.Span, out var list) ? await CheckedAsync(list, chunk, token) : Digest.Of(chunk.Span);
        await contents.PutAsync([(key, chunk.ToArray())], token);
        contents.Touch(key);
        return Replies.Empty;
    }

    private async Task<Digest> CheckedAsync(ChunkList list, ReadOnlyMemory<byte> chunk, CancellationToken token)
    {
        var parts = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        foreach (var part in list.Parts)
        {
            parts[part.Digest] = await contents.StoredAsync(part.Digest, token)
                ?? throw RequestRefusedException.Because("not-found", $"the chunk {part.Digest} was not uploaded");
            contents.Touch(part.Digest);
        }

        try
        {
            ContentEncoding.Decode(list.Digest, chunk, part => parts[part]);
            return list.Digest;
        }
        catch (ContentRefusedException refused)
        {
            throw RequestRefusedException.Because("invalid", $"the uploaded content is not what its digest says: {refused.Message}");
        }
    }
}
