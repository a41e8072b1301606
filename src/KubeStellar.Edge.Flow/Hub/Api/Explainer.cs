using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Explains the way of one object to one edge: the flow's own steps, then what the edge says.</summary>
internal sealed class Explainer(IHubInventory inventory, IHubDesired desired, IHubReports reports, IEdgePresence presence, Placements placements, CarryExplainer carries)
{
    private static readonly string[] EdgeStages = ["receive", "apply", "observe"];

    internal async Task<ExplainResult> ExplainAsync(string workspace, ExplainRequest request, CancellationToken token)
    {
        if (request.Edge.Length == 0)
        {
            return ObjectNames.Explain(request.Object) is { } bad
                ? throw ApiRequests.Refuse("object", bad)
                : await desired.ExplainAllAsync(workspace, Resolve(workspace, request.Object, []), token);
        }

        var edge = inventory.Edge(request.Edge) ?? throw new ApiRefusedException("not-found", $"there is no edge {request.Edge}");
        if (ObjectNames.Explain(request.Object) is { } wrong)
            throw ApiRequests.Refuse("object", wrong);

        var named = new List<PlacedObject>();
        await foreach (var one in placements.OfEdgeAsync(edge, workspace, token))
        {
            if (ObjectNames.Means(request.Object, one.Entry.Key) || (one.Entry.Source is { } source && ObjectNames.Means(request.Object, source)))
                named.Add(one);
        }

        var key = Resolve(workspace, request.Object, named);
        var steps = (await desired.ExplainAsync(workspace, edge.Id, key, token)).ToList();
        var placed = named.FirstOrDefault(one => one.Entry.Key == key || one.Entry.Source == key);
        if (carries.Of(workspace, edge.Id, key) is { } carried)
            return new ExplainResult { Edge = edge.Id, Object = key.ToString(), Placed = true, Steps = [.. steps, Receive(edge.Id), .. carried] };
        if (placed is null)
            steps.AddRange(Absent());
        else
            steps.AddRange(await ToldAsync(placed, token));
        return new ExplainResult { Edge = edge.Id, Object = key.ToString(), Placed = placed is not null, Steps = steps };
    }

    private async Task<IReadOnlyList<ExplainStep>> ToldAsync(PlacedObject placed, CancellationToken token)
    {
        // Where it was judged by the head, this is the same with its words and its status.
        if (placed.Reported is not null && (await reports.ReadAsync(placed.Edge.Id, placed.Policy, token))?.Objects.GetValueOrDefault(placed.Entry.Key.ToString()) is { } whole && whole.Content == placed.Reported.Content)
            placed = placed with { Reported = whole };
        return [Receive(placed.Edge.Id), Apply(placed), Observe(placed)];
    }

    /// <summary>The one object meant: of the workloads, or of what the edge still has.</summary>
    private ObjectKey Resolve(string workspace, string name, List<PlacedObject> named)
    {
        var keys = inventory.Workloads
            .Where(workload => workload.Workspace == workspace && ObjectNames.Means(name, workload.Key)).Select(workload => workload.Key)
            .Concat(named.Select(one => ObjectNames.Means(name, one.Entry.Key) ? one.Entry.Key : one.Entry.Source!.Value)).Distinct().Order().ToList();
        return keys switch
        {
            [var one] => one,
            [] when WishOf(workspace, name) is { } wish => wish,
            [] => throw new ApiRefusedException("not-found", $"there is no object {name} in workspace {workspace}"),
            _ => throw new ApiRefusedException("invalid", $"{name} means {keys.Count} objects; name one by its key",
                [.. keys.Take(10).Select(key => new ApiFault("request", "object", key.ToString()))]),
        };
    }

    /// <summary>What a policy that selects nothing is asked about: <c>upsync/NAME</c>.</summary>
    private ObjectKey? WishOf(string workspace, string name) => inventory.Policies.Where(policy => policy.Workspace == workspace)
        .Select(policy => (ObjectKey?)UpsyncSubject.KeyOf(policy.Name)).FirstOrDefault(key => ObjectNames.Means(name, key!.Value));

    private static IEnumerable<ExplainStep> Absent() =>
        EdgeStages.Select(stage => new ExplainStep(stage, "no", "the edge's root does not name the object", null));

    private ExplainStep Receive(string edge)
    {
        var root = desired.Root(edge)!.Root;
        if (presence.Of(edge) is not { } heard)
            return new ExplainStep("receive", "unknown", "the edge was not heard since this hub started", null);
        var follows = new RootVersion(heard.Last.Epoch, heard.Last.Revision);
        var detail = ApiReplies.Element(new JsonObject { ["wanted"] = root.Version.ToString(), ["follows"] = follows.ToString(), ["heardAt"] = heard.HeardAt });
        if (follows >= root.Version)
            return new ExplainStep("receive", "yes", $"the edge follows root {follows}", detail);
        var why = heard.Reachable ? "" : $"; it was last heard at {heard.HeardAt:O} and is out of reach";
        return new ExplainStep("receive", "waiting", $"the edge follows root {follows}, and {root.Version} is published{why}", detail);
    }

    private static ExplainStep Apply(PlacedObject placed)
    {
        if (placed.Reported is not { } reported || reported.Content != placed.Entry.Content)
            return new ExplainStep("apply", "unknown", "the edge did not report on this content yet", null);
        if (placed.Verdict.Applied)
            return new ExplainStep("apply", "yes", "the wanted content is in the target", Detail(reported));
        var outcome = placed.Verdict.Phase == ObjectPhase.Failed ? "error" : "waiting";
        return new ExplainStep("apply", outcome, Sentence(reported, "it is not applied"), Detail(reported));
    }

    private static ExplainStep Observe(PlacedObject placed)
    {
        if (placed.Reported is not { } reported || !placed.Verdict.Applied)
            return new ExplainStep("observe", "unknown", "nothing was observed of this content yet", null);
        return placed.Verdict.Phase switch
        {
            ObjectPhase.Ready => new ExplainStep("observe", "yes", $"current, observed at {reported.ObservedAt.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}", Detail(reported)),
            ObjectPhase.Failed => new ExplainStep("observe", "error", Sentence(reported, "it is failed"), Detail(reported)),
            _ => new ExplainStep("observe", "waiting", Sentence(reported, reported.ObservedAfterApply ? $"health is {reported.Health}" : "not observed since it was applied"), Detail(reported)),
        };
    }

    private static string Sentence(ReportObject reported, string otherwise) =>
        (reported.Reason, ReportTexts.Message(reported)) switch
        {
            ("", "") => otherwise,
            ("", var message) => message,
            (var reason, "") => reason,
            (var reason, var message) => $"{reason}: {message}",
        };

    private static System.Text.Json.JsonElement Detail(ReportObject reported) => ApiReplies.Element(reported, ContractsJson.Default.ReportObject);
}
