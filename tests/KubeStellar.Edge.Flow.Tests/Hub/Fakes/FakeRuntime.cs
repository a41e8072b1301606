using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>A policy host in C#: the text of a bundle's main file names a <see cref="FakePolicy"/>.</summary>
internal sealed class FakeRuntime : BarePolicyRuntime
{
    private readonly Dictionary<int, EdgeRecord> _edges = [];
    private readonly Dictionary<Digest, string> _loaded = [];

    public Dictionary<string, FakePolicy> Policies { get; } = new(StringComparer.Ordinal);

    public int Loads { get; private set; }

    /// <summary>Bundles that it remembers.</summary>
    public IReadOnlyCollection<Digest> Loaded => _loaded.Keys;

    public int SelectCalls { get; private set; }

    public int DescribeCalls { get; private set; }

    public int PlaceCalls { get; private set; }

    public int ChooseCalls { get; private set; }

    public int CustomizeCalls { get; private set; }

    public int WavesCalls { get; private set; }

    public int GateCalls { get; private set; }

    /// <summary>Called in the middle of each question, with its name: what somebody else does meanwhile.</summary>
    public Action<string> Meanwhile { get; set; } = static _ => { };

    /// <summary>Ids of the edges that place and customize were asked about, in the order of the calls.</summary>
    public List<string> Asked { get; } = [];

    public void ClearCalls()
    {
        (SelectCalls, DescribeCalls, PlaceCalls, ChooseCalls, CustomizeCalls) = (0, 0, 0, 0, 0);
        Asked.Clear();
    }

    public int CaseCalls { get; private set; }

    public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
    {
        var text = bundle.Files[bundle.Main];
        if (!Policies.TryGetValue(text, out var policy) || policy.LoadFault is not null)
        {
            return Bad<PolicyShape>(policy?.LoadFault ?? new PolicyFault("Syntax", "Unexpected token", $"{bundle.Main}:1:1"));
        }

        Loads++;
        _loaded[digest] = text;
        return Good(policy.Shape);
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

    public override Task<PolicyOutcome<Selection>> SelectAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> workloads, CancellationToken token)
    {
        SelectCalls++;
        Meanwhile("Select");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<Selection>(Lost);
        }

        var policy = Policies[text];
        return policy.SelectFault is { } fault ? Bad<Selection>(fault) : Good(new Selection([.. workloads.Select(one => policy.Where!(CanonicalJson.Parse(one.Span)))]));
    }

    public override Task<PolicyOutcome<ObjectTraits>> DescribeAsync(Digest bundle, ReadOnlyMemory<byte> workload, CancellationToken token)
    {
        DescribeCalls++;
        Meanwhile("Describe");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<ObjectTraits>(Lost);
        }

        var policy = Policies[text];
        return policy.DescribeFault is { } fault ? Bad<ObjectTraits>(fault) : Good(policy.Describe!(CanonicalJson.Parse(workload.Span)));
    }

    public override Task<PolicyOutcome<Placement>> PlaceAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, CancellationToken token)
    {
        PlaceCalls++;
        Meanwhile("Place");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<Placement>(Lost);
        }

        var policy = Policies[text];
        if (policy.PlaceFault is not null)
        {
            return Bad<Placement>(policy.PlaceFault);
        }

        var parsed = CanonicalJson.Parse(workload.Span);
        var placed = new EdgeSet(candidates.Slots);
        var failed = new List<EdgeFault>();
        foreach (var slot in candidates.Members())
        {
            Asked.Add(_edges[slot].Id);
            if (policy.PlaceFails?.Invoke(parsed, _edges[slot]) is { } fault)
            {
                failed.Add(new EdgeFault(fault, One(slot, candidates.Slots)));
            }
            else if (policy.Place(parsed, _edges[slot]))
            {
                placed.Add(slot);
            }
        }

        var said = EdgeSets.Minus(candidates, EdgeFaults.Edges(failed)).Members().GroupBy(slot => (Placed: placed[slot], Reason: policy.Says(_edges[slot]))).Where(reason => reason.Key.Reason.Length > 0);
        return Good(new Placement(placed)
        {
            Failed = failed,
            Reasons = [.. said.Select(reason => new EdgeReason(reason.Key.Placed, reason.Key.Reason, EdgeSets.Of(candidates.Slots, reason)))],
            Reads = policy.PlaceReads,
        });
    }

    public override Task<PolicyOutcome<Placement>> ChooseAsync(Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet candidates, EdgeSet current, CancellationToken token)
    {
        ChooseCalls++;
        Meanwhile("Choose");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<Placement>(Lost);
        }

        var policy = Policies[text];
        if (policy.ChooseFault is not null)
        {
            return Bad<Placement>(policy.ChooseFault);
        }

        var slots = candidates.Members().ToDictionary(slot => _edges[slot].Id, StringComparer.Ordinal);
        var edges = slots.Keys.Order(StringComparer.Ordinal).Select(id => _edges[slots[id]]).ToList();
        var chosen = policy.Choose!(CanonicalJson.Parse(workload.Span), edges, [.. current.Members().Select(slot => _edges[slot].Id).Order(StringComparer.Ordinal)]).ToList();
        var placed = new EdgeSet(candidates.Slots);
        chosen.ForEach(one => placed.Add(slots[one.Id]));
        var shares = chosen.Where(one => one.Share is not null).ToDictionary(one => slots[one.Id], one => one.Share!.Value);
        return Good(new Placement(placed) { Shares = shares, Reads = policy.ChooseReads });
    }

    public override Task<PolicyOutcome<Customization>> CustomizeAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet placed, IReadOnlyDictionary<int, JsonElement>? shares, CancellationToken token)
    {
        CustomizeCalls++;
        Meanwhile("Customize");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<Customization>(Lost);
        }

        var policy = Policies[text];
        if (policy.ByLabel is { } by)
        {
            return Good(new Customization(ByLabel(by.Label, by.Operations, placed)) { Reads = policy.CustomizeReads });
        }

        var parsed = CanonicalJson.Parse(workload.Span);
        var groups = new Dictionary<string, VariantGroup>(StringComparer.Ordinal);
        var failed = new List<EdgeFault>();
        foreach (var slot in placed.Members())
        {
            Asked.Add(_edges[slot].Id);
            if (policy.CustomizeFails?.Invoke(parsed, _edges[slot]) is { } fault)
            {
                failed.Add(new EdgeFault(fault, One(slot, placed.Slots)));
                continue;
            }

            var copies = policy.FanOut?.Invoke(parsed, _edges[slot]);
            JsonElement? share = shares is not null && shares.TryGetValue(slot, out var given) ? given : null;
            var operations = policy.CustomizeShare is { } shared ? shared(parsed, _edges[slot], share)
                : policy.Customize is { } customize ? customize(parsed, _edges[slot]) : [];
            var key = operations is null ? "omit" : string.Join("\n--\n", (copies ?? [operations]).Select(Text));
            if (!groups.TryGetValue(key, out var group))
            {
                groups[key] = group = new VariantGroup(copies is null ? operations ?? [] : [], new EdgeSet(placed.Slots), operations is null) { Copies = copies };
            }

            group.Edges.Add(slot);
        }

        return Good(new Customization([.. groups.Values]) { Failed = failed, Reads = policy.CustomizeReads });
    }

    private static PolicyFault Lost { get; } = new(PolicyFault.NotLoaded, "the bundle is not loaded", "");

    private static string Text(IReadOnlyList<JsonOperation> operations) =>
        string.Join('\n', operations.Select(one => $"{one.Op} {string.Join('.', one.Path)} {one.Value?.GetRawText()}"));

    private static EdgeSet One(int slot, int slots)
    {
        var set = new EdgeSet(slots);
        set.Add(slot);
        return set;
    }

    private static Task<PolicyOutcome<T>> Good<T>(T value)
        where T : class => Task.FromResult(new PolicyOutcome<T>(value, null));

    private static Task<PolicyOutcome<T>> Bad<T>(PolicyFault fault)
        where T : class => Task.FromResult(new PolicyOutcome<T>(null, fault));

    public override Task<PolicyOutcome<DecisionCases>> CasesAsync(
        Digest bundle, ReadOnlyMemory<byte> workload, EdgeSet edges, IReadOnlyDictionary<int, JsonElement>? shares, int most, CancellationToken token)
    {
        CaseCalls++;
        Meanwhile("Case");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<DecisionCases>(Lost);
        }

        var policy = Policies[text];
        return Task.FromResult(policy.PlaceFault is not null
            ? new PolicyOutcome<DecisionCases>(null, policy.PlaceFault)
            : new PolicyOutcome<DecisionCases>(FakeCases.Of(policy, CanonicalJson.Parse(workload.Span), _edges, edges, shares, most), null));
    }

    public override Task<PolicyOutcome<IReadOnlyList<AssignedWave>>> WavesAsync(Digest bundle, EdgeSet members, CancellationToken token)
    {
        WavesCalls++;
        Meanwhile("Waves");
        if (!_loaded.TryGetValue(bundle, out var text))
        {
            return Bad<IReadOnlyList<AssignedWave>>(Lost);
        }

        var policy = Policies[text];
        if (policy.WavesFault is { } fault)
        {
            return Bad<IReadOnlyList<AssignedWave>>(fault);
        }

        var slots = members.Members().ToDictionary(slot => _edges[slot].Id, StringComparer.Ordinal);
        var waves = policy.Rollout!.Assign(slots.Values.Select(slot => _edges[slot]));
        return Good<IReadOnlyList<AssignedWave>>([.. waves.Select((wave, at) => new AssignedWave(wave.Name, at, EdgeSets.Of(members.Slots, wave.Edges.Select(edge => slots[edge.Id]))))]);
    }

    public override Task<PolicyOutcome<GateVerdict>> GateAsync(Digest bundle, JsonElement input, CancellationToken token)
    {
        GateCalls++;
        return !_loaded.TryGetValue(bundle, out var text) ? Bad<GateVerdict>(Lost)
            : Policies[text].GateFault() is { } fault ? Bad<GateVerdict>(fault)
            : Good(Policies[text].Gate(input));
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
