using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Store;

/// <summary>Small files that, with the contents, are enough to run a site: the accepted root as received, the last good manifest per policy, and what the site decided by itself.</summary>
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

    /// <summary>What the site decided; null when it never decided anything.</summary>
    /// <exception cref="StoreDamagedException">It did, and it cannot be read: hold, never treat as nothing.</exception>
    SiteDecisions? ReadDecisions();

    /// <summary>Replaces what the site decided; durable when it returns.</summary>
    void WriteDecisions(SiteDecisions decisions);
}
