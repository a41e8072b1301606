using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Store;

/// <summary>Small files that, with the contents, are enough to run a site: the accepted root as received, and the last good manifest per policy.</summary>
public interface IRootStore
{
    /// <summary>The accepted signed root's bytes as received; null when there never was one.</summary>
    /// <exception cref="StoreDamagedException">There was one and it cannot be read: hold, never treat as none.</exception>
    ReadOnlyMemory<byte>? ReadAccepted();

    /// <summary>Replaces the accepted root; durable when it returns.</summary>
    void WriteAccepted(ReadOnlySpan<byte> signedRoot);

    /// <summary>Last good manifest by policy.</summary>
    IReadOnlyDictionary<PolicyKey, Digest> ReadLastGood();

    /// <summary>Replaces the last good manifests; durable when it returns.</summary>
    void WriteLastGood(IReadOnlyDictionary<PolicyKey, Digest> lastGood);
}
