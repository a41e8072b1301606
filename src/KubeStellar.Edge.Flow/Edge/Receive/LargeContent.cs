using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>A content that comes in chunks, while they come.</summary>
internal sealed class LargeContent(ReadOnlyMemory<byte> stored, ChunkList list)
{
    private readonly Dictionary<Digest, byte[]> _chunks = [];
    private readonly HashSet<Digest> _missing = [.. list.Parts.Select(part => part.Digest)];

    internal ReadOnlyMemory<byte> List => stored;

    internal bool Complete => _missing.Count == 0;

    internal IReadOnlyCollection<Digest> Missing => _missing;

    internal bool Waits(Digest chunk) => _missing.Contains(chunk);

    internal void Add(Digest chunk, byte[] bytes)
    {
        _missing.Remove(chunk);
        _chunks[chunk] = bytes;
    }

    internal ReadOnlyMemory<byte> Chunk(Digest chunk) => _chunks.GetValueOrDefault(chunk);
}
