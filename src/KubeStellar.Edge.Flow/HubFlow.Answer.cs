using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>Why an object is, or is not, at an edge: from the decisions that the flow keeps, between two plans.</summary>
internal sealed partial class HubFlow : IHubAnswerer
{
    Task<IReadOnlyList<ExplainStep>> IHubAnswerer.ExplainAsync(string edge, ObjectKey key, CancellationToken token)
    {
        var workload = inventory.Workloads.FirstOrDefault(one => one.Key == key);
        var owner = workload is null ? null : ownership.Owner(workload.Workspace, key);
        var policy = owner is { } name ? _plan.Policies.GetValueOrDefault(name) : Holder(edge, key);
        var known = _plan.Fleet.TryGet(edge, out var slot);
        IReadOnlyList<ExplainStep> steps =
        [
            Select(workload, key, owner),
            known ? Place(policy, owner, key, slot) : No("place", $"there is no edge {edge}"),
            Customize(policy, key, known ? slot : -1),
            Gate(policy, key, known ? slot : -1),
            Publish(edge, key),
        ];
        return Task.FromResult(steps);
    }

    /// <summary>The policy by which an edge has an object that no policy owns (any more).</summary>
    private PolicyPlan? Holder(string edge, ObjectKey key) =>
        !_plan.Fleet.TryGet(edge, out var slot) ? null : _plan.Policies.Values.FirstOrDefault(
            policy => slot < policy.InForce.Length && policy.InForce[slot]?.Record?.Objects.Any(entry => entry.Key == key) == true);

    private ExplainStep Select(WorkloadRecord? workload, ObjectKey key, PolicyKey? owner)
    {
        if (workload is null)
        {
            return No("select", $"no workspace has an object {key}");
        }

        var json = JsonDocument.Parse(inventory.WorkloadContent(workload.Workspace, key)).RootElement;
        var others = new List<string>();
        foreach (var policy in _plan.Policies.Values.Where(policy => policy.Key.Workspace == workload.Workspace && policy.Key != owner && policy.Record is not null))
        {
            others.Add(policy.Shape is null ? $"{policy.Key} could not be loaded"
                : Selector.WhyNot(policy.Shape.Selects, key, json) is { } why ? $"{policy.Key} does not: {why}"
                : $"{policy.Key} does too, but is the younger");
        }

        var rest = others.Count == 0 ? "" : "; " + string.Join("; ", others);
        return owner is null ? No("select", $"no policy selects it{rest}") : new ExplainStep("select", "yes", $"policy {owner} selects it{rest}", null);
    }

    private static ExplainStep Place(PolicyPlan? policy, PolicyKey? owner, ObjectKey key, int slot)
    {
        if (policy is null || owner is null)
        {
            return No("place", "no policy asks for it");
        }

        if (policy.Excluded.Contains(key))
        {
            return new ExplainStep("place", "waiting", $"{policy.Key} leaves it to a policy whose roots still name it and that waits", null);
        }

        if (policy.Objects.GetValueOrDefault(key) is not { } decision)
        {
            return policy.Fault is { } fault ? Failed("place", fault.Reason, fault.Message, fault.Location) : new ExplainStep("place", "waiting", "it is not decided yet", null);
        }

        var stale = policy.Fault is { } now ? $"; this is the last good decision, since the policy is stalled ({now.Reason} {now.Location})" : "";
        return decision.Placed[slot]
            ? new ExplainStep("place", "yes", $"place said yes{stale}", null)
            : No("place", $"place said no{stale}");
    }

    private static ExplainStep Customize(PolicyPlan? policy, ObjectKey key, int slot)
    {
        if (slot < 0 || policy?.Objects.GetValueOrDefault(key) is not { } decision || !decision.Placed[slot])
        {
            return No("customize", "it is not placed there");
        }

        if (decision.At(slot) is not { } variant)
        {
            return No("customize", "customize asked to leave it out there");
        }

        var detail = new JsonObject
        {
            ["content"] = variant.Content.ToString(),
            ["operations"] = JsonSerializer.SerializeToNode(variant.Operations, ContractsJson.Default.IReadOnlyListJsonOperation),
        };
        var what = variant.Operations.Count == 0 ? "as its owner wrote it" : $"{variant.Operations.Count} operations";
        return new ExplainStep("customize", "yes", $"{what}; {variant.Edges.Count} edges share this variant", detail.Deserialize(ContractsJson.Default.JsonElement));
    }

    private static ExplainStep Gate(PolicyPlan? policy, ObjectKey key, int slot)
    {
        if (policy is null)
        {
            return No("gate", "there is nothing to let go");
        }

        if (policy.Fault is { } fault)
        {
            return new ExplainStep("gate", "waiting", $"the policy is stalled, and its last good decisions stay: {fault.Message} {fault.Location}".TrimEnd(), null);
        }

        if (policy.Hold is { } hold)
        {
            return new ExplainStep("gate", "waiting", HoldText.Sentence(hold), null);
        }

        var wanted = slot >= 0 && slot < policy.Wanted.Length ? policy.Wanted[slot] : null;
        return wanted?.Record?.Objects.Any(entry => entry.Key == key) == true
            ? new ExplainStep("gate", "yes", "the whole placement is one wave, and it may go", null)
            : No("gate", "there is nothing to let go");
    }

    private ExplainStep Publish(string edge, ObjectKey key)
    {
        if (state.Roots.Of(edge) is not { } root)
        {
            return No("publish", "the edge has no root");
        }

        var (entry, item) = root.Root.Policies
            .Select(one => (Entry: one, Item: _plan.Policies.GetValueOrDefault(one.Policy)?.Manifests.GetValueOrDefault(one.Manifest)?.Record?.Objects.FirstOrDefault(o => o.Key == key)))
            .FirstOrDefault(one => one.Item is not null);
        var detail = new JsonObject { ["version"] = root.Root.Version.ToString(), ["root"] = root.Digest.ToString() };
        if (item is null)
        {
            return new ExplainStep("publish", "no", $"root {root.Root.Version} does not name it", detail.Deserialize(ContractsJson.Default.JsonElement));
        }

        detail["policy"] = entry.Policy.ToString();
        detail["manifest"] = entry.Manifest.ToString();
        detail["content"] = item.Content.ToString();
        var waits = state.Hold.Holds ? $"; the hub holds: {state.Hold.Reason}" : "";
        return new ExplainStep("publish", "yes", $"root {root.Root.Version} names it{waits}", detail.Deserialize(ContractsJson.Default.JsonElement));
    }

    private static ExplainStep No(string stage, string reason) => new(stage, "no", reason, null);

    private static ExplainStep Failed(string stage, string reason, string message, string location) =>
        new(stage, "error", $"{reason}: {message} {location}".TrimEnd(), null);
}
