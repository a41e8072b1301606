using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Store;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>Contents in memory; they outlive the flow that uses them, as files do.</summary>
public sealed class MemoryContentStore(Fault fault) : IContentStore
{
    /// <summary>What is there; tests may damage it.</summary>
    public ConcurrentDictionary<Digest, byte[]> Files { get; } = [];

    public bool Has(Digest digest) => Files.ContainsKey(digest);

    public ReadOnlyMemory<byte>? Read(Digest digest)
    {
        fault.Step("content.read");
        if (!Files.TryGetValue(digest, out var bytes))
        {
            return null;
        }

        if (Digest.Of(bytes) == digest)
        {
            return bytes;
        }

        Files.TryRemove(digest, out _);
        return null;
    }

    public void Write(Digest digest, ReadOnlySpan<byte> content)
    {
        if (Digest.Of(content) != digest)
        {
            throw new ArgumentException("the bytes do not have this digest", nameof(content));
        }

        fault.Step("content.write");
        Files[digest] = content.ToArray();
    }

    public int Sweep(IReadOnlySet<Digest> keep)
    {
        fault.Step("content.sweep");
        return Files.Keys.Where(digest => !keep.Contains(digest)).Count(digest => Files.TryRemove(digest, out _));
    }
}
