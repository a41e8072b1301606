using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Decide;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Why an object is, or is not, at an edge: from the decisions that the flow keeps, between two plans.</summary>
internal sealed partial class HubFlow : IHubAnswerer
{
    async Task<IReadOnlyList<ExplainStep>> IHubAnswerer.ExplainAsync(string workspace, string edge, ObjectKey key, CancellationToken token)
    {
        var slot = _plan.Fleet.TryGet(edge, out var found) ? found : -1;
        var source = inventory.Workload(workspace, key) is null ? SourceOf(slot, key) ?? key : key;
        var wish = WishOf(workspace, key);
        var owner = wish?.Policy ?? ownership.Owner(workspace, source);
        var policy = owner is { } name ? _plan.Policies.GetValueOrDefault(name) : Holder(slot, key);
        return
        [
            Select(wish?.Subject ?? inventory.Find(workspace, source), workspace, source, owner),
            slot >= 0 ? await PlaceAsync(policy, owner, source, slot, token) : No("place", $"there is no edge {edge}"),
            Customize(policy, source, slot),
            Gate(policy, source, slot),
            Publish(edge, key),
        ];
    }

    async Task<ExplainResult> IHubAnswerer.ExplainAllAsync(string workspace, ObjectKey key, CancellationToken token)
    {
        var wish = WishOf(workspace, key);
        var owner = wish?.Policy ?? ownership.Owner(workspace, key);
        var policy = owner is { } name ? _plan.Policies.GetValueOrDefault(name) : null;
        var decision = policy?.Objects.GetValueOrDefault(key);
        var record = decision is null ? null : await state.Decisions.CurrentAsync(policy!, decision, _plan.Fleet, NewestRoot(), token);
        var steps = new List<ExplainStep> { Select(wish?.Subject ?? inventory.Find(workspace, key), workspace, key, owner) };
        if (record?.Choice is { } choice)
        {
            steps.Add(new ExplainStep("place", "yes", DecisionText.Choice(choice), null));
        }

        steps.Add(policy is { Keeps: false } ? Wave(policy) : Gate(policy, key, -1));
        return new ExplainResult
        {
            Edge = "",
            Object = key.ToString(),
            Placed = policy is not null && Array.Exists(policy.InForce, manifest => manifest?.Names(key) == true || CarriesUp(policy, manifest, key)),
            Policy = owner?.ToString(),
            Decision = record?.Id,
            Steps = steps,
            Groups = record is not null ? DecisionText.Groups(record) : decision is null ? [] : Unrecorded(decision),
        };
    }

    /// <summary>The policy that only carries objects up, when it is asked about by its name: <c>Upsync/NAME</c>.</summary>
    private (PolicyKey Policy, WorkloadEntry Subject)? WishOf(string workspace, ObjectKey key) =>
        UpsyncSubject.Is(key) && _plan.Policies.GetValueOrDefault(new PolicyKey(workspace, key.Name)) is { } policy && UpsyncSubject.Of(policy) is { } subject ? (policy.Key, subject) : null;

    /// <summary>Whether a manifest of a policy is the answer to its wish: it asks for objects that are born there, and never names the wish itself.</summary>
    private static bool CarriesUp(PolicyPlan policy, ManifestRef? manifest, ObjectKey wish) =>
        UpsyncSubject.Is(wish) && wish.Name == policy.Key.Name && manifest?.Record?.Upsync is { Count: > 0 };

    /// <summary>What is known without a record: who gets it, and not why.</summary>
    private List<ExplainGroup> Unrecorded(ObjectPlan decision)
    {
        var rest = EdgeSets.Minus(_plan.Fleet.All(), decision.Placed);
        return [.. new[] { Group("placed", decision.Placed), Group("not placed", rest) }.Where(group => group.Edges > 0)];

        ExplainGroup Group(string outcome, EdgeSet edges)
        {
            const int Shown = 10;
            var ids = edges.Members().Select(slot => _plan.Fleet[slot]?.Id).OfType<string>().ToList();
            return new ExplainGroup(outcome, ids.Count, "the reasons are not recorded", null, [.. ids.Order(StringComparer.Ordinal).Take(Shown)]);
        }
    }

    /// <summary>The policy by which an edge has an object that no policy owns (any more).</summary>
    private PolicyPlan? Holder(int slot, ObjectKey key) => slot < 0 ? null : _plan.Policies.Values.FirstOrDefault(policy => policy.HasInForce(slot, key));

    /// <summary>The object that an edge's object is a copy of; null when it is none.</summary>
    private ObjectKey? SourceOf(int slot, ObjectKey key) => slot < 0 ? null : _plan.Policies.Values
        .Select(policy => slot < policy.InForce.Length ? policy.InForce[slot]?.Record?.Objects.FirstOrDefault(entry => entry.Key == key)?.Source : null).FirstOrDefault(source => source is not null);

    /// <summary>Why a policy that is asked about by its name, <c>Upsync/NAME</c>, has no wish of its own; null when that is no such question.</summary>
    private string? NoWish(string workspace, ObjectKey key) =>
        !UpsyncSubject.Is(key) || _plan.Policies.GetValueOrDefault(new PolicyKey(workspace, key.Name)) is not { Shape: { } shape } policy ? null
        : shape.Upsync is not { Count: > 0 } ? $"policy {policy.Key} carries nothing up"
        : $"policy {policy.Key} selects objects, and carries up from every edge where it has placed one: ask about one of these";

    private ExplainStep Select(WorkloadEntry? workload, string workspace, ObjectKey key, PolicyKey? owner)
    {
        if (workload is null)
        {
            return No("select", NoWish(workspace, key) ?? $"workspace {workspace} has no object {key}");
        }

        var json = CanonicalJson.Parse(workload.Canonical.Span);
        var others = new List<string>();
        foreach (var policy in _plan.Policies.Values.Where(policy => policy.Key.Workspace == workload.Record.Workspace && policy.Key != owner && policy.Record is not null))
        {
            others.Add(policy.Shape is null ? $"{policy.Key} could not be loaded"
                : Selector.WhyNot(policy.Shape.Selects, key, json) is { } why ? $"{policy.Key} does not: {why}"
                : ownership.Selects(policy, workload, json) switch
                {
                    true => $"{policy.Key} does too, but is the younger",
                    false => $"{policy.Key} does not: its function said no",
                    null => $"{policy.Key} is not known to: its function gave no answer",
                });
        }

        var rest = others.Count == 0 ? "" : "; " + string.Join("; ", others);
        return owner is null ? No("select", $"no policy selects it{rest}") : new ExplainStep("select", "yes", $"policy {owner} selects it{rest}", null);
    }

    private async Task<ExplainStep> PlaceAsync(PolicyPlan? policy, PolicyKey? owner, ObjectKey key, int slot, CancellationToken token)
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

        var placed = decision.Placed[slot];
        if (!placed && decision.Barred.FirstOrDefault(reason => reason.Edges[slot]) is { } barred)
        {
            return No("place", $"{policy.Key} was not asked: {barred.Reason}");
        }

        if (!placed && decision.Failed.FirstOrDefault(failed => failed.Edges[slot]) is { } failure)
        {
            return Failed("place", failure.Fault.Reason, failure.Fault.Message, failure.Fault.Location);
        }

        var stale = policy.Fault is { } now ? $"; this is the last good decision, since the policy is stalled ({now.Reason} {now.Location})" : "";
        var one = await state.Decisions.CaseAsync(policy, decision, _plan.Fleet, slot, token);
        var chooses = policy.Shape?.Chooses ?? false;
        var why = one is null || one.Outcome is DecisionOutcome.Omitted or DecisionOutcome.Failed
            ? placed ? "place said yes" : "place said no"
            : DecisionText.Sentence(one, chooses);
        return new ExplainStep("place", placed ? "yes" : "no", why + stale, PlaceDetail(policy, key, one));
    }

    private JsonElement? PlaceDetail(PolicyPlan policy, ObjectKey key, DecidedCase? one)
    {
        var detail = new JsonObject();
        if (one?.Edge is { } edge)
        {
            detail["read"] = JsonSerializer.SerializeToNode(edge, ContractsJson.Default.JsonElement);
        }

        if (one?.Share is { } share)
        {
            detail["share"] = JsonSerializer.SerializeToNode(share, ContractsJson.Default.JsonElement);
        }

        if (state.Decisions.IdOf(policy.Key, key) is { } id)
        {
            detail["decision"] = id;
        }

        return detail.Count == 0 ? null : detail.Deserialize(ContractsJson.Default.JsonElement);
    }

    private static ExplainStep Customize(PolicyPlan? policy, ObjectKey key, int slot)
    {
        if (slot < 0 || policy?.Objects.GetValueOrDefault(key) is not { } decision || !decision.Placed[slot])
        {
            return No("customize", "it is not placed there");
        }

        if (decision.Failed.FirstOrDefault(failed => failed.Edges[slot]) is { } failure)
        {
            return Failed("customize", failure.Fault.Reason, failure.Fault.Message, failure.Fault.Location);
        }

        if (decision.At(slot) is not { } variant)
        {
            return No("customize", "customize asked to leave it out there");
        }

        var detail = new JsonObject { ["content"] = variant.Content.ToString() };
        if (variant.Copies is { } copies)
        {
            detail["copies"] = new JsonArray([.. copies.Select(copy => (JsonNode)new JsonObject
            {
                ["object"] = copy.Key.ToString(),
                ["content"] = copy.Content.ToString(),
                ["operations"] = Operations(copy.Key, copy.Operations),
            })]);
        }
        else
        {
            detail["operations"] = Operations(key, variant.Operations);
        }

        var what = variant.Copies is { } several ? $"it becomes {several.Count} objects" : variant.Operations.Count == 0 ? "as its owner wrote it" : $"{variant.Operations.Count} operations";
        return new ExplainStep("customize", "yes", $"{what}; {(variant.Edges.Count == 1 ? "no other edge has" : $"{variant.Edges.Count} edges share")} this variant", detail.Deserialize(ContractsJson.Default.JsonElement));
    }

    private static JsonNode? Operations(ObjectKey key, IReadOnlyList<JsonOperation> operations) =>
        JsonSerializer.SerializeToNode(OperationMask.Mask(key, operations), ContractsJson.Default.IReadOnlyListJsonOperation);

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

        if (slot >= 0 && policy.Stuck[slot])
        {
            var (stuck, why) = policy.Failures.Select(pair => (pair.Key, Fault: pair.Value.FirstOrDefault(failed => failed.Edges[slot])?.Fault)).First(pair => pair.Fault is not null);
            return new ExplainStep("gate", "waiting", $"the edge keeps what its root says, because {stuck} could not be decided for it ({why!.Reason} {why.Location})".Replace(" )", ")", StringComparison.Ordinal), null);
        }

        if (slot >= 0 && slot < policy.Wanted.Length && policy.Lags(slot) && policy.Progress is { } progress)
        {
            return new ExplainStep("gate", "waiting", RolloutText.Explain(progress), null);
        }

        var wanted = slot >= 0 && slot < policy.Wanted.Length ? policy.Want(slot) : null;
        return wanted?.Names(key) == true || CarriesUp(policy, wanted, key) ? Wave(policy) : No("gate", "there is nothing to let go");
    }

    private static ExplainStep Wave(PolicyPlan policy) => policy.Progress is { } progress
        ? new ExplainStep("gate", progress.Ended ? "waiting" : "yes", $"release {progress.Number}, wave {Math.Min(progress.Wave + 1, progress.Waves.Count)} of {progress.Waves.Count}: {(progress.Message.Length > 0 ? progress.Message : "it may go")}", null)
        : new ExplainStep("gate", "yes", policy.Rolls ? "every wave passed, and it may go" : "the whole placement is one wave, and it may go", null);

    private ExplainStep Publish(string edge, ObjectKey key)
    {
        if (state.Roots.Of(edge) is not { } root)
        {
            return No("publish", "the edge has no root");
        }

        var (entry, manifest, item) = root.Root.Policies
            .Select(one => (Entry: one, Manifest: _plan.Policies.GetValueOrDefault(one.Policy)?.Manifests.GetValueOrDefault(one.Manifest)?.Record))
            .Select(one => (one.Entry, one.Manifest, Item: one.Manifest?.Objects.FirstOrDefault(o => o.Key == key || o.Source == key)))
            .FirstOrDefault(one => one.Item is not null);
        if (UpsyncSubject.Is(key) && root.Root.Policies.Any(one => one.Policy.Name == key.Name && _plan.Policies.GetValueOrDefault(one.Policy) is { Shape.Selects.Nothing: true }))
        {
            return new ExplainStep("publish", "yes", $"root {root.Root.Version} asks for what is born there", null);
        }

        var detail = new JsonObject { ["version"] = root.Root.Version.ToString(), ["root"] = root.Digest.ToString() };
        if (item is null)
        {
            return new ExplainStep("publish", "no", $"root {root.Root.Version} does not name it", detail.Deserialize(ContractsJson.Default.JsonElement));
        }

        detail["policy"] = entry.Policy.ToString();
        detail["manifest"] = entry.Manifest.ToString();
        detail["content"] = item.Content.ToString();
        var waits = state.Hold.Holds ? $"; the hub holds: {state.Hold.Reason}" : "";
        List<string> needed = [.. (manifest?.DependsOn ?? []).Select(name => $"policy/{name}"), .. (item.DependsOn ?? []).Select(need => $"{LinkNode.Of(need)}")];
        var after = needed.Count > 0 ? $"; the edge applies it after {string.Join(", ", needed)}" : "";
        return new ExplainStep("publish", "yes", $"root {root.Root.Version} names it{after}{waits}", detail.Deserialize(ContractsJson.Default.JsonElement));
    }

    private static ExplainStep No(string stage, string reason) => new(stage, "no", reason, null);

    private static ExplainStep Failed(string stage, string reason, string message, string location) =>
        new(stage, "error", $"{reason}: {message} {location}".TrimEnd(), null);
}
