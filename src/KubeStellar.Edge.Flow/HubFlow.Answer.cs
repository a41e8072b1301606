using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>Answers about decisions, between two plans.</summary>
internal sealed partial class HubFlow : IHubAnswerer
{
    Task<IReadOnlyList<ExplainStep>> IHubAnswerer.ExplainAsync(string edge, ObjectKey key, CancellationToken token) => throw new NotImplementedException();

    Task<ApiReply> IHubAnswerer.PreviewAsync(string workspace, ApplyRequest request, CancellationToken token) => throw new NotImplementedException();
}
