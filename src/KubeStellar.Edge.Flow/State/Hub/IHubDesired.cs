using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What the hub decided and published. Readable from any thread.</summary>
public interface IHubDesired
{
    /// <summary>An edge's newest durable root; null when it has none.</summary>
    PublishedRoot? Root(string edge);

    /// <summary>A manifest that some kept tree names, parsed (cached; read from <c>kse-content</c> when it is not). Null when no bucket holds it.</summary>
    ValueTask<ManifestRecord?> ManifestAsync(Digest digest, CancellationToken token);

    /// <summary>A manifest that is in memory anyway; null for any other.</summary>
    ManifestRecord? KnownManifest(Digest digest) => null;

    /// <summary>A content's stored form (raw, compressed or a chunk list), cached in memory up to a bound. Null when no bucket holds it.</summary>
    ValueTask<ReadOnlyMemory<byte>?> StoredAsync(Digest digest, CancellationToken token);

    /// <summary>A policy's rollout; null when it never published.</summary>
    RolloutRecord? Rollout(PolicyKey policy);

    /// <summary>The rollouts of all policies, also of deleted ones whose removal is not done.</summary>
    IReadOnlyCollection<RolloutRecord> Rollouts { get; }

    /// <summary>How a policy's rollout stands, with live totals; with <paramref name="plan"/>, the waves that a rollout of its newest decisions has or would have. Changes nothing.</summary>
    Task<RolloutResult> RolloutAsync(PolicyKey policy, bool plan, CancellationToken token);

    /// <summary>How many edges' newest decisions of a policy wait: for a person, or for their wave.</summary>
    int HeldEdges(PolicyKey policy);

    /// <summary>How many objects a policy owns now: those that it selects and no older policy does.</summary>
    int OwnedObjects(PolicyKey policy);

    /// <summary>Whether every accepted change has been decided, and published, held or stalled.</summary>
    bool Settled { get; }

    /// <summary>Completes when everything accepted before the call is decided, and published, held or stalled.</summary>
    Task SettleAsync(CancellationToken token);

    /// <summary>The steps select, place, customize, gate and publish of one object at one edge, with the recorded or freshly computed reasons.</summary>
    Task<IReadOnlyList<ExplainStep>> ExplainAsync(string workspace, string edge, ObjectKey key, CancellationToken token);

    /// <summary>All edges grouped by what came of one object and why, from the recorded decision.</summary>
    Task<ExplainResult> ExplainAllAsync(string workspace, ObjectKey key, CancellationToken token);

    /// <summary>What would change if the request were applied now: one item per edge and object that differs (<c>edge, object, change, before, after</c>). Changes nothing.</summary>
    Task<ApiReply> PreviewAsync(string workspace, ApplyRequest request, CancellationToken token);

    /// <summary>The same as <see cref="PreviewResult"/>: grouped by identical change, with what it would cost and what would stall. Changes nothing.</summary>
    Task<ApiReply> ForecastAsync(string workspace, ApplyRequest request, CancellationToken token);
}
