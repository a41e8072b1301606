using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Regions;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Admits, edits and removes edges, and takes their facts.</summary>
internal sealed class EdgeHandler(IngestStore store, HubInventory inventory, HubEvents events, LeftStore left, TimeProvider time)
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <summary>Null, or why the device is refused.</summary>
    public Task<string?> AdmitAsync(EdgeRecord edge, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            if (Names.ExplainDnsLabel(edge.Id) is { } wrong)
            {
                return $"the edge's id {wrong}";
            }

            if (FactLimits.Explain(edge.Properties) is { } fact)
            {
                return fact;
            }

            if (inventory.Edge(edge.Id) is { } known)
            {
                return known.Identity.PublicKey == edge.Identity.PublicKey && known.Identity.ExchangeKey == edge.Identity.ExchangeKey
                    ? null
                    : $"another device joined as {edge.Id} already; take another id, or remove that edge first (kse remove edge {edge.Id})";
            }

            await store.PutEdgeAsync(edge, token);
            await left.ForgetAsync(edge.Id, token);
            events.Add("edge.admitted", edge.Id, "", edge.Id, $"with token {edge.Identity.TokenId}, key {edge.Identity.PublicKey}");
            return null;
        },
        token);

    /// <summary>Null, or why the edge does not get other keys.</summary>
    public Task<string?> IdentifyAsync(string edge, string known, EdgeIdentity identity, CancellationToken token) => store.AloneAsync<string?>(
        async () =>
        {
            if (inventory.Edge(edge) is not { } before || before.Identity.PublicKey != known)
            {
                return "the edge was removed, or has other keys by now";
            }

            await store.PutEdgeAsync(before with { Identity = identity, RekeyAsked = null, Generation = before.Generation + 1 }, token);
            return null;
        },
        token);

    public Task FactsAsync(string edge, SortedDictionary<string, JsonElement> properties, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            if (inventory.Edge(edge) is not { } before)
            {
                return false;
            }

            if (FactLimits.Explain(properties) is { } wrong)
            {
                throw RequestRefusedException.Because("invalid", wrong);
            }

            if (before.Region is not null && RegionFacts.Explain(properties) is { } absurd)
            {
                throw RequestRefusedException.Because("invalid", absurd);
            }

            if (Same(before.Properties, properties))
            {
                return false;
            }

            await store.PutEdgeAsync(before with { Properties = properties, Generation = before.Generation + 1 }, token);
            return true;
        },
        token);

    public Task<ApiReply> EditAsync(EdgeEditRequest request, CancellationToken token) => store.AloneAsync(
        async () =>
        {
            if (inventory.Edge(request.Edge) is not { } before)
            {
                throw RequestRefusedException.Because("not-found", $"no edge {request.Edge}");
            }

            if (request.Rekey == true)
            {
                return await AskForKeysAsync(before, token);
            }

            if (request.Remove)
            {
                await left.NoteAsync(before, token);
                await store.RemoveEdgeAsync(before.Id, token);
                events.Add("edge.removed", before.Id, "", "api", $"removed from the inventory; its key was {before.Identity.PublicKey}");
                return Replies.Item(before, ContractsJson.Default.EdgeRecord);
            }

            var after = Edited(before, request);
            var relabelled = !SameLabels(before, after) || !before.Taints.SequenceEqual(after.Taints);
            if (relabelled || !Equals(before.Region, after.Region))
            {
                after = after with { Generation = before.Generation + 1 };
                await store.PutEdgeAsync(after, token);
                if (relabelled)
                {
                    events.Add("edge.changed", after.Id, "", "api", "labels or taints changed", Marks(before), Marks(after));
                }

                if (!Equals(before.Region, after.Region))
                {
                    events.Add("edge.rights", after.Id, "", "api", $"{RegionRightsText.Of(after.Region!.Rights)}; before: {RegionRightsText.Of(before.Region!.Rights)}");
                }
            }

            return Replies.Item(after, ContractsJson.Default.EdgeRecord);
        },
        token);

    /// <summary>Remembers that the device is to make itself other keys; it hears so with its next heartbeat, however long it is away.</summary>
    private async Task<ApiReply> AskForKeysAsync(EdgeRecord before, CancellationToken token)
    {
        var after = before;
        if (before.RekeyAsked is null && before.Identity.Former is null)
        {
            after = before with { RekeyAsked = time.GetUtcNow(), Generation = before.Generation + 1 };
            await store.PutEdgeAsync(after, token);
            events.Add("key.asked", before.Id, "", "api", $"edge {before.Id} is to make itself other keys; its key is {before.Identity.PublicKey}");
        }

        return Replies.Item(after, ContractsJson.Default.EdgeRecord);
    }

    private static JsonElement Marks(EdgeRecord edge) =>
        JsonSerializer.SerializeToElement(new EdgeEditRequest { Edge = edge.Id, SetLabels = edge.Labels, SetTaints = edge.Taints }, ContractsJson.Default.EdgeEditRequest);

    private static EdgeRecord Edited(EdgeRecord before, EdgeEditRequest request)
    {
        var faults = LabelFaults.Of(request.Edge, request.SetLabels);
        var labels = new SortedDictionary<string, string>(before.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in request.SetLabels)
        {
            if (!request.Overwrite && labels.TryGetValue(key, out var old) && old != value)
            {
                faults.Add(new ApiFault(request.Edge, $"labels.{key}", $"the label is {old} already; say --overwrite to change it"));
            }

            labels[key] = value;
        }

        foreach (var key in request.RemoveLabels)
        {
            labels.Remove(key);
        }

        var taints = before.Taints
            .Where(taint => !request.RemoveTaints.Contains(taint.Key) && !request.RemoveTaints.Contains($"{taint.Key}:{taint.Effect}"))
            .ToList();
        foreach (var taint in request.SetTaints)
        {
            var wrong = Names.ExplainQualifiedName(taint.Key) ?? Names.ExplainLabelValue(taint.Value);
            if (wrong is not null || !Effects.Contains(taint.Effect))
            {
                faults.Add(new ApiFault(request.Edge, $"taints.{taint.Key}", wrong is null ? $"the effect is one of {string.Join(", ", Effects)}" : $"the taint {wrong}"));
            }

            taints.RemoveAll(other => other.Key == taint.Key && other.Effect == taint.Effect);
            taints.Add(taint);
        }

        var region = before.Region;
        if (request.Rights is { } rights)
        {
            faults.AddRange(RegionRightsText.Faults(rights).Select(fault => new ApiFault(request.Edge, $"rights.{fault.List}", fault.Why)));
            if (region is null)
            {
                faults.Add(new ApiFault(request.Edge, "rights", "it is an ordinary edge, and only a region's people can be given rights"));
            }

            region = region is null ? null : region with { Rights = rights };
        }

        return faults.Count == 0 ? before with { Labels = labels, Taints = taints, Region = region } : throw RequestRefusedException.Invalid("the edge was not changed", faults);
    }

    private static bool SameLabels(EdgeRecord before, EdgeRecord after) => before.Labels.SequenceEqual(after.Labels);

    private static bool Same(SortedDictionary<string, JsonElement> left, SortedDictionary<string, JsonElement> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var other) && CanonicalJson.Same(pair.Value, other));
}
