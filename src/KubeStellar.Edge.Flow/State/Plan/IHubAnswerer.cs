using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Answers questions about the flow's own state; called by its one writer between two plans, so that it sees no half of one.</summary>
internal interface IHubAnswerer
{
    Task<IReadOnlyList<ExplainStep>> ExplainAsync(string workspace, string edge, ObjectKey key, CancellationToken token);

    Task<ExplainResult> ExplainAllAsync(string workspace, ObjectKey key, CancellationToken token);

    Task<ApiReply> PreviewAsync(string workspace, ApplyRequest request, CancellationToken token);

    Task<ApiReply> ForecastAsync(string workspace, ApplyRequest request, CancellationToken token);

    Task<RolloutResult> RolloutAsync(PolicyKey policy, bool plan, CancellationToken token);

    /// <summary>Takes over what the buckets of roots or of contents hold now.</summary>
    Task<bool> ReloadAsync(string bucket, CancellationToken token);
}
