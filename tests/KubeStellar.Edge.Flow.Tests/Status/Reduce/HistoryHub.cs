using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>A hub of any tier: the product's tally and reduction, and what it sends up.</summary>
internal sealed class HistoryHub(string name, Func<string, string, string> labelOf)
{
    internal static readonly byte[][] Sources = [.. new[] { "1", "2" }.Select(text => Encoding.UTF8.GetBytes($$"""{"files":{"a.js":"{{text}}"},"main":"a.js","v":1}"""))];
    private static readonly EdgePresence Here = new(true, RootVersion.None, "");
    private static readonly ManifestRecord Any = new() { Policy = HistoryEdge.Policy, Bundle = Digest.Of(Sources[0]), Reduces = true, Objects = [] };

    private readonly Dictionary<string, ChildPartial> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _reach = new(StringComparer.Ordinal);
    private PolicyReduction _reduction = NewReduction();
    private Reduction? _last;

    internal string Name => name;

    internal PolicyTally Tally { get; private set; } = new(HistoryEdge.Policy, labelOf);

    /// <summary>Takes what a region below says, as it comes over the wire.</summary>
    internal void Take(string child, FleetPartial fleet)
    {
        var sent = JsonSerializer.SerializeToUtf8Bytes(fleet, ContractsJson.Default.FleetPartial);
        _children[child] = new ChildPartial { Edge = child, Policy = HistoryEdge.Policy, Fleet = JsonSerializer.Deserialize(sent, ContractsJson.Default.FleetPartial)! };
        Tell(child);
    }

    internal void Lose(string child)
    {
        _children.Remove(child);
        Tally.Drop(child);
    }

    internal void Reach(string child, bool reachable)
    {
        _reach[child] = reachable;
        Tally.Presence(child, Here with { Reachable = reachable });
    }

    internal async Task<Reduction> MakeAsync() => _last = await _reduction.ReduceAsync(Tally.Snapshot(FleetPartial.MaxFailures, FleetPartial.MaxMissing), default);

    /// <summary>It ends and starts again: what is left is what its buckets hold.</summary>
    internal void Restart(IEnumerable<HistoryEdge> edges)
    {
        Tally = new PolicyTally(HistoryEdge.Policy, labelOf);
        _reduction = NewReduction();
        if (_last is { } last)
            _reduction.Resume(new SummaryRecord { Policy = HistoryEdge.Policy, Bundle = last.Bundle, Totals = last.Fleet.Totals, Coverage = last.Coverage, Value = last.Value });
        foreach (var edge in edges)
        {
            edge.Row.SinceBefore = true;
            edge.Tell(Tally);
        }

        foreach (var child in _children.Keys)
            Tell(child);
    }

    private void Tell(string child)
    {
        var presence = Here with { Reachable = _reach.GetValueOrDefault(child, true) };
        Tally.Want(child, Digest.Of("m"u8), Any, RootVersion.None, true, presence);
        Tally.Combine(child, _children[child], presence);
    }

    private static PolicyReduction NewReduction()
    {
        var desired = new SideDesired();
        foreach (var source in Sources)
            desired.Store(Digest.Of(source), source);
        var runtime = new SideRuntime();
        return new PolicyReduction(
            new BundleLoader(new SideInventory(), new StoredContents(desired), new LoadedBundles(runtime, TimeProvider.System)), runtime, TimeProvider.System,
            Options.Create(new ReduceOptions { BundleGrace = default, MaxMissing = FleetPartial.MaxMissing, ProbePeriod = TimeSpan.Zero }), carriesUp: true);
    }
}
