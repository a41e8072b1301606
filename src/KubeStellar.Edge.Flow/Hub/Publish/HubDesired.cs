using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>What the hub decided and published, for readers on any thread. Questions that need the flow's own state are handed to it.</summary>
internal sealed class HubDesired(
    RootTable roots, ManifestCache manifests, ContentPool contents, RolloutTable rollouts, OwnedCounts owned, HubChanges changes, HubQuestions questions) : IHubDesired
{
    private static readonly ApiReply Busy = new() { Error = new ApiError("busy", "the hub evaluates other previews; ask again in a while", []) };

    public bool Settled => changes.Settled;

    public PublishedRoot? Root(string edge) => roots.Of(edge);

    public ValueTask<ManifestRecord?> ManifestAsync(Digest digest, CancellationToken token) => manifests.ReadAsync(digest, token);

    public ManifestRecord? KnownManifest(Digest digest) => manifests.Known(digest);

    public ValueTask<ReadOnlyMemory<byte>?> StoredAsync(Digest digest, CancellationToken token) => contents.StoredAsync(digest, token);

    public RolloutRecord? Rollout(PolicyKey policy) => rollouts.Of(policy);

    public IReadOnlyCollection<RolloutRecord> Rollouts => rollouts.All;

    public Task<RolloutResult> RolloutAsync(PolicyKey policy, bool plan, CancellationToken token) =>
        questions.AskAsync(answerer => answerer.RolloutAsync(policy, plan, token), token);

    public int HeldEdges(PolicyKey policy) => Math.Max(rollouts.Of(policy)?.Hold?.Edges ?? 0, rollouts.Lagging(policy));

    public int OwnedObjects(PolicyKey policy) => owned.Of(policy);

    public Task SettleAsync(CancellationToken token) => changes.SettleAsync(token);

    public Task<IReadOnlyList<ExplainStep>> ExplainAsync(string workspace, string edge, ObjectKey key, CancellationToken token) =>
        questions.AskAsync(answerer => answerer.ExplainAsync(workspace, edge, key, token), token);

    public Task<ExplainResult> ExplainAllAsync(string workspace, ObjectKey key, CancellationToken token) =>
        questions.AskAsync(answerer => answerer.ExplainAllAsync(workspace, key, token), token);

    public Task<ApiReply> PreviewAsync(string workspace, ApplyRequest request, CancellationToken token) =>
        questions.EvaluateAsync(answerer => answerer.PreviewAsync(workspace, request, token), Busy, token);

    public Task<ApiReply> ForecastAsync(string workspace, ApplyRequest request, CancellationToken token) =>
        questions.EvaluateAsync(answerer => answerer.ForecastAsync(workspace, request, token), Busy, token);
}
