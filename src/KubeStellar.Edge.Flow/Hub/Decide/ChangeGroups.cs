using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Groups what would change by identical change, so that the answer's size follows distinct changes and its cost is one walk over the edges.</summary>
internal sealed class ChangeGroups(FleetSlots fleet)
{
    private const int SampleSize = 10;
    private const int MostGroups = 200;
    private const int MostBodies = 384 * 1024;
    private const int MostObjects = 1000;
    private readonly List<PreviewObject> _objects = [];
    private readonly List<Group> _groups = [];

    /// <summary>Takes up one object.</summary>
    public void Add(Foreseen one)
    {
        var groups = new Dictionary<(Digest?, Digest?), Group>();
        var (gained, lost) = (new List<string>(), new List<string>());
        var (changed, same) = (0, 0);
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            if (fleet[slot] is not { } edge)
            {
                continue;
            }

            var now = one.Now?.At(slot);
            var then = one.At(slot);
            if (now?.Content == then?.Content)
            {
                same += now is null ? 0 : 1;
                continue;
            }

            (now is null ? gained : then is null ? lost : null)?.Add(edge.Id);
            changed += now is null || then is null ? 0 : 1;
            ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, (now?.Content, then?.Content), out _);
            group ??= new Group(one.Key, now, then, []);
            group.Edges.Add(edge.Id);
        }

        if (groups.Count > 0)
        {
            _groups.AddRange(groups.Values);
            var before = one.Holder is { } holder && one.Holder != one.Owner ? holder.ToString() : "";
            _objects.Add(new PreviewObject(
                one.Key.ToString(), one.Owner?.ToString() ?? "", before, gained.Count, lost.Count, changed, same, one.Then?.Variants.Count ?? 0, Sample(gained), Sample(lost)));
        }
    }

    /// <summary>The result so far.</summary>
    public PreviewResult Result()
    {
        var (changes, bodies) = (new List<PreviewChange>(), 0);
        foreach (var group in _groups.OrderByDescending(group => group.Edges.Count).ThenBy(group => group.Key).Take(MostGroups))
        {
            var change = group.Now is null ? "added" : group.Then is null ? "removed" : "changed";
            var made = new PreviewChange(group.Key.ToString(), change, group.Edges.Count, Sample(group.Edges), group.Now?.Content.ToString(), group.Then?.Content.ToString());
            var size = Size(group.Now, group.Key) + Size(group.Then, group.Key);
            if (bodies + size <= MostBodies)
            {
                // Beyond what one message holds, digests must do.
                bodies += size;
                made = made with { Before = Body(group.Now, group.Key), After = Body(group.Then, group.Key) };
            }

            changes.Add(made);
        }

        return new PreviewResult
        {
            Edges = fleet.All().Count,
            Objects = [.. _objects.OrderByDescending(one => one.Gained + one.Lost + one.Changed).ThenBy(one => one.Object, StringComparer.Ordinal).Take(MostObjects)],
            Changes = changes,
            MoreChanges = _groups.Count - changes.Count,
        };
    }

    /// <summary>The first few ids in order.</summary>
    public static IReadOnlyList<string> Sample(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal).Take(SampleSize)];

    /// <summary>Bytes that the body has.</summary>
    public static int Size(Variant? variant, ObjectKey key) => variant?.Parts(key).Sum(part => part.Bytes?.Length ?? 0) ?? 0;

    /// <summary>What an edge gets: one object, or the list of copies; null when the bytes are not at hand, and of a Secret.</summary>
    public static JsonElement? Body(Variant? variant, ObjectKey key)
    {
        var parts = variant?.Parts(key).Select(part => part.Bytes).ToList();
        return parts is null || parts.Contains(null) || key.IsSecret ? null
            : variant!.Copies is null ? CanonicalJson.Parse(parts[0])
            : new JsonArray([.. parts.Select(part => JsonSerializer.SerializeToNode(CanonicalJson.Parse(part), ContractsJson.Default.JsonElement))]).Deserialize(ContractsJson.Default.JsonElement);
    }

    private sealed record Group(ObjectKey Key, Variant? Now, Variant? Then, List<string> Edges);
}
