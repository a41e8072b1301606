using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>The last steps of a policy that only carries objects up: an edge has nothing of it to apply, but rules to look by, and what it found.</summary>
internal sealed class CarryExplainer(IHubDesired desired, IHubReports reports, IHubUpsync upsync, IEdgePresence presence)
{
    /// <summary>What the edge makes of the policy's wish; null when that is not what is asked about, or its root does not ask for anything.</summary>
    internal IReadOnlyList<ExplainStep>? Of(string workspace, string edge, ObjectKey key)
    {
        var policy = new PolicyKey(workspace, key.Name);
        if (!UpsyncSubject.Is(key) || desired.Root(edge)?.Root.Policies.FirstOrDefault(one => one.Policy == policy) is not { } entry)
            return null;
        var looks = reports.Head(edge, policy)?.Manifest == entry.Manifest;
        return
        [
            looks
                ? new ExplainStep("apply", "yes", "nothing is put there; the edge looks for what the policy's rules name", null)
                : new ExplainStep("apply", "unknown", "the edge did not report on these rules yet", null),
            Observe(edge, policy),
        ];
    }

    private ExplainStep Observe(string edge, PolicyKey policy)
    {
        var count = upsync.OfEdge(edge).Count(one => one.Policy == policy);
        var carried = count == 1 ? "1 object is carried up" : $"{count} objects are carried up";
        return presence.Of(edge)?.Last.Conditions.FirstOrDefault(condition => condition is { Type: ConditionTypes.UpsyncIncomplete, Status: "True" }) is { } incomplete
            ? new ExplainStep("observe", "waiting", $"{carried}, and not all that there is: {incomplete.Reason}: {incomplete.Message}", null)
            : count == 0
                ? new ExplainStep("observe", "unknown", "nothing that the rules name was carried up yet", null)
                : new ExplainStep("observe", "yes", $"{carried}; see kse get upsynced --edge {edge}", null);
    }
}
