using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Store;

/// <summary>Contents by digest, immutable: files written to a temporary name, synced, renamed, and the folder synced; verified at every read.</summary>
public interface IContentStore
{
    /// <summary>Whether the content is there (not verified).</summary>
    bool Has(Digest digest);

    /// <summary>The content (logical bytes), verified; null when it is missing. A file that fails its digest is set aside and counts as missing.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    ReadOnlyMemory<byte>? Read(Digest digest);

    /// <summary>Stores a content; durable when it returns; nothing when it is there already.</summary>
    /// <exception cref="ArgumentException">The bytes do not have the digest.</exception>
    /// <exception cref="IOException">The disk fails or is full; nothing half written is ever visible.</exception>
    void Write(Digest digest, ReadOnlySpan<byte> content);

    /// <summary>Removes every content that is not in <paramref name="keep"/>; returns how many went.</summary>
    int Sweep(IReadOnlySet<Digest> keep);
}
