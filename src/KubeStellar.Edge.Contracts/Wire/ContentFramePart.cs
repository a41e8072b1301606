using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One stored value within a frame.</summary>
/// <param name="Key">The key that it is stored under.</param>
/// <param name="Stored">The bytes as they are stored (see <see cref="ContentEncoding"/>).</param>
public readonly record struct ContentFramePart(Digest Key, ReadOnlyMemory<byte> Stored);
