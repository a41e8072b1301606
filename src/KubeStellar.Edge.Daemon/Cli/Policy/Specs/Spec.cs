using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>A spec file, read.</summary>
/// <param name="File">As the person named it, or reached from there.</param>
/// <param name="Policy">The policy's main file.</param>
/// <param name="Parameters">Values of its parameters, or null.</param>
/// <param name="Libraries">Folders of shared libraries that are named here.</param>
/// <param name="Edges">The fleet.</param>
/// <param name="Cases">One object over the whole fleet, each.</param>
/// <param name="Health">Health of live objects.</param>
/// <param name="Waves">Which edges are in which wave.</param>
/// <param name="Gate">Verdicts of the rollout's gate.</param>
/// <param name="Status">Statuses, and what they amount to; null when nothing is said of them.</param>
internal sealed record Spec(
    string File,
    string Policy,
    SortedDictionary<string, JsonElement>? Parameters,
    IReadOnlyDictionary<LibraryReference, string> Libraries,
    IReadOnlyList<EdgeRecord> Edges,
    IReadOnlyList<SpecCase> Cases,
    IReadOnlyList<SpecHealth> Health,
    IReadOnlyList<SpecWaves> Waves,
    IReadOnlyList<SpecGate> Gate,
    SpecStatus? Status);

/// <summary>What happens to one object.</summary>
/// <param name="It">What the case is about.</param>
/// <param name="Workload">Canonical JSON of the object.</param>
/// <param name="Absent">Edges that are not there.</param>
/// <param name="Current">Edges that have it now.</param>
/// <param name="Expected">The expectations by name; none: a snapshot holds them.</param>
internal sealed record SpecCase(string It, byte[] Workload, IReadOnlySet<string> Absent, IReadOnlySet<string> Current, IReadOnlyDictionary<string, JsonElement> Expected);

/// <summary>What is said of the health of one live object.</summary>
internal sealed record SpecHealth(string It, byte[] Live, JsonElement Expected);

/// <summary>What is said of the waves of a placement.</summary>
/// <param name="It">What the case is about.</param>
/// <param name="Members">The edges placed; empty: all of the fleet.</param>
/// <param name="Expected">The wave's name by edge.</param>
/// <param name="Order">All names in order; null: nothing is said of that.</param>
internal sealed record SpecWaves(string It, IReadOnlySet<string> Members, IReadOnlyList<KeyValuePair<string, string>> Expected, IReadOnlyList<string>? Order);

/// <summary>What is said of the gate's verdict on one input.</summary>
internal sealed record SpecGate(string It, JsonElement Input, JsonElement Expected);

/// <summary>Reports of edges, and their summary.</summary>
/// <param name="Reports">Edge, object and what was observed, in order.</param>
/// <param name="Summary">The summary; null: a snapshot holds it.</param>
internal sealed record SpecStatus(IReadOnlyList<(string Edge, ReductionInput Input)> Reports, JsonElement? Summary)
{
    /// <summary>What <c>status.map</c> gets, edge by edge in the order of the reports.</summary>
    /// <param name="edges">The fleet.</param>
    internal IEnumerable<(EdgeRecord Edge, IReadOnlyList<ReductionInput> Inputs)> ByEdge(IReadOnlyList<EdgeRecord> edges) =>
        from report in Reports
        group report.Input by report.Edge into own
        select (edges.Single(edge => edge.Id == own.Key), (IReadOnlyList<ReductionInput>)[.. own.OrderBy(input => input.Upsynced).ThenBy(input => input.Key)]);
}
