using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>policies</c>: the policy records with <c>workloads</c> (how many objects it owns), <c>libraries</c> (that it carries), <c>rollout { release, hold, heldEdges }</c>, <c>totals</c> and <c>conditions</c>. A ready policy
/// whose reduction fails has the reason <c>ReductionFailed</c>. A deleted policy whose removals wait for a person is listed as <c>Held</c>, with <c>deleted</c> set.
/// </summary>
internal sealed class PolicyListing(IHubInventory inventory, IHubDesired desired, IHubSummaries summaries, IEnumerable<IHubConditions> conditions) : IListing
{
    /// <inheritdoc/>
    public string Resource => "policies";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return inventory.Policies
            .Where(policy => Asked(scope, policy.Workspace, policy.Name))
            .Select(policy => new ListedItem(policy.Name, () => ApiReplies.Element(Shown(policy))))
            .Concat(desired.Rollouts
                .Where(rollout => rollout.Hold is not null && Asked(scope, rollout.Policy.Workspace, rollout.Policy.Name) && inventory.Policy(rollout.Policy) is null)
                .Select(rollout => new ListedItem(rollout.Policy.Name, () => ApiReplies.Element(Deleted(rollout, rollout.Hold!)))))
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .ToAsyncEnumerable();
    }

    private static bool Asked(ListScope scope, string workspace, string name) =>
        workspace == scope.Workspace && (scope.Query.Name.Length == 0 || name == scope.Query.Name);

    private JsonObject Shown(PolicyRecord policy)
    {
        var key = new PolicyKey(policy.Workspace, policy.Name);
        if (policy.State.Reason.Length == 0 && summaries.Of(key) is { } summary && BrokenReduction.Explain(summary) is { } broken)
            policy = policy with { State = policy.State with { Reason = BrokenReduction.Reason, Message = broken } };
        var node = ApiReplies.Node(policy, ContractsJson.Default.PolicyRecord);
        if (LibraryLinker.HeldBy(policy.Bundle) is { Count: > 0 } libraries)
            node["libraries"] = new JsonArray([.. libraries.Select(library => JsonValue.Create(library.ToString()))]);
        if (conditions.FirstOrDefault()?.Of(key) is { Count: > 0 } told)
            node["conditions"] = ApiReplies.Node(new ConditionsRecord { Policy = key, Conditions = told }, ContractsJson.Default.ConditionsRecord)["conditions"]?.DeepClone();
        return WithRollout(node, key, desired.Rollout(key));
    }

    private JsonObject Deleted(RolloutRecord rollout, HoldRecord hold)
    {
        var node = new JsonObject
        {
            ["workspace"] = rollout.Policy.Workspace,
            ["name"] = rollout.Policy.Name,
            ["deleted"] = true,
            ["state"] = new JsonObject
            {
                ["phase"] = nameof(PolicyPhase.Held),
                ["reason"] = HoldText.Reason,
                ["message"] = $"the policy is deleted; {HoldText.Sentence(hold)}",
                ["since"] = hold.Since,
            },
        };
        return WithRollout(node, rollout.Policy, rollout);
    }

    private JsonObject WithRollout(JsonObject node, PolicyKey key, RolloutRecord? rollout)
    {
        node["workloads"] = desired.OwnedObjects(key);
        var shown = new JsonObject { ["release"] = rollout is { Releases: [.., var newest] } ? newest.Number : 0, ["heldEdges"] = desired.HeldEdges(key) };
        if (rollout is { Hold: not null })
            shown["hold"] = ApiReplies.Node(rollout, ContractsJson.Default.RolloutRecord)["hold"]?.DeepClone();
        node["rollout"] = shown;
        if (summaries.Of(key) is { } summary)
            node["totals"] = ApiReplies.Node(summary, ContractsJson.Default.SummaryRecord)["totals"]?.DeepClone();
        return node;
    }
}
