using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Takes the stored form of a large object: its chunks under their own digests, and last its chunk list under the object's digest, when all
/// chunks are there and give that object.
/// </summary>
internal sealed class BlobHandler(Uploads uploads)
{
    public Task<ApiReply> RunAsync(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.Length is 0 or > ContentEncoding.DefaultMaxStored)
        {
            throw RequestRefusedException.Because("invalid", $"a chunk has 1 to {ContentEncoding.DefaultMaxStored} bytes, not {chunk.Length}");
        }

        uploads.Add(ContentEncoding.TryReadChunks(chunk.Span, out var list) ? Checked(list, chunk) : Digest.Of(chunk.Span), chunk.ToArray());
        return Task.FromResult(Replies.Empty);
    }

    private Digest Checked(ChunkList list, ReadOnlyMemory<byte> chunk)
    {
        var parts = list.Parts.Select(part => part.Digest).Distinct().ToDictionary(
            part => part, part => uploads.Stored(part) ?? throw RequestRefusedException.Because("not-found", $"the chunk {part} was not uploaded"));
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
