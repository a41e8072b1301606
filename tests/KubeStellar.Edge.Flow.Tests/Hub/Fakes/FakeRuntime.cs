using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>A policy host in C#: the text of a bundle's main file names a <see cref="FakePolicy"/>.</summary>
internal sealed class FakeRuntime : BarePolicyRuntime
{
    private readonly Dictionary<int, EdgeRecord> _edges = [];
    private readonly Dictionary<Digest, string> _loaded = [];

    public Dictionary<string, FakePolicy> Policies { get; } = new(StringComparer.Ordinal);

    public int PlaceCalls { get; private set; }

    public int CustomizeCalls { get; private set; }

    public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
    {
        var text = bundle.Files[bundle.Main];
        if (!Policies.TryGetValue(text, out var policy) || policy.LoadFault is not null)
        {
            return Task.FromResult(new PolicyOutcome<PolicyShape>(null, policy?.LoadFault ?? new PolicyFault("Syntax", "Unexpected token", $"{bundle.Main}:1:1")));
        }

        _loaded[digest] = text;
        return Task.FromResult(new PolicyOutcome<PolicyShape>(new PolicyShape(policy.Selects, policy.Customize is not null || policy.ByLabel is not null, false, null, null), null));
    }

    public override Task ForgetAsync(Digest digest, CancellationToken token)
    {
        _loaded.Remove(digest);
        return Task.CompletedTask;
    }

    public override Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token)
    {
        foreach (var change in changes)
        {
            if (change.Edge is null)
            {
                _edges.Remove(change.Slot);
            }
            else
            {
                _edges[change.Slot] = change.Edge;
            }
        }

        return Task.CompletedTask;
    }

    public override Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token)
    {
        PlaceCalls++;
        var policy = Policies[_loaded[bundle]];
        if (policy.PlaceFault is not null)
        {
            return Task.FromResult(new PolicyOutcome<Placement>(null, policy.PlaceFault));
        }

        var parsed = JsonElement.Parse(workload.Span);
        var placed = new EdgeSet(candidates.Slots);
        foreach (var slot in candidates.Members())
        {
            if (policy.Place(parsed, _edges[slot]))
            {
                placed.Add(slot);
            }
        }

        return Task.FromResult(new PolicyOutcome<Placement>(new Placement(placed), null));
    }

    public override Task<PolicyOutcome<Customization>> CustomizeAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token)
    {
        CustomizeCalls++;
        var policy = Policies[_loaded[bundle]];
        if (policy.ByLabel is { } by)
        {
            return Task.FromResult(new PolicyOutcome<Customization>(new Customization(ByLabel(by.Label, by.Operations, placed)), null));
        }

        var parsed = JsonElement.Parse(workload.Span);
        var groups = new Dictionary<string, VariantGroup>(StringComparer.Ordinal);
        foreach (var slot in placed.Members())
        {
            var operations = policy.Customize!(parsed, _edges[slot]);
            var key = operations is null ? "omit" : string.Join('\n', operations.Select(one => $"{one.Op} {string.Join('.', one.Path)} {one.Value?.GetRawText()}"));
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = new VariantGroup(operations ?? [], new EdgeSet(placed.Slots), operations is null);
            }

            group.Edges.Add(slot);
        }

        return Task.FromResult(new PolicyOutcome<Customization>(new Customization([.. groups.Values]), null));
    }

    private List<VariantGroup> ByLabel(string label, Func<string, IReadOnlyList<JsonOperation>> operations, EdgeSet placed)
    {
        var sets = new Dictionary<string, EdgeSet>(StringComparer.Ordinal);
        foreach (var slot in placed.Members())
        {
            var value = _edges[slot].Labels[label];
            if (!sets.TryGetValue(value, out var set))
            {
                sets[value] = set = new EdgeSet(placed.Slots);
            }

            set.Add(slot);
        }

        return [.. sets.Select(pair => new VariantGroup(operations(pair.Key), pair.Value, false))];
    }
}
