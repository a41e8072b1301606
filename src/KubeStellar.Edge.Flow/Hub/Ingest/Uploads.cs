using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Stored forms of large objects that people sent ahead of their request, in memory only: what is in them is not sealed yet, so none of it may reach a bucket. Bounded; what falls out, or was sent to a hub that
/// ended, is sent again.
/// </summary>
internal sealed class Uploads
{
    private const long MostBytes = 128 * 1024 * 1024;
    private readonly ContentCache _stored = new(MostBytes);

    /// <summary>Takes one.</summary>
    public void Add(Digest digest, byte[] stored) => _stored.Add(digest, stored);

    /// <summary>What was sent under a digest; null for nothing.</summary>
    public ReadOnlyMemory<byte>? Stored(Digest digest) => _stored.TryGet(digest, out var stored) ? stored : (ReadOnlyMemory<byte>?)null;

    /// <summary>The content itself; null when it, or a part of it, was not sent.</summary>
    /// <exception cref="ContentRefusedException">What was sent is not what its digest says.</exception>
    public byte[]? Content(Digest digest)
    {
        if (Stored(digest) is not { } stored)
        {
            return null;
        }

        var parts = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        foreach (var part in ContentEncoding.TryReadChunks(stored.Span, out var list) ? list.Parts : [])
        {
            if (Stored(part.Digest) is not { } bytes)
            {
                return null;
            }

            parts[part.Digest] = bytes;
        }

        return ContentEncoding.Decode(digest, stored, part => parts[part]);
    }
}
