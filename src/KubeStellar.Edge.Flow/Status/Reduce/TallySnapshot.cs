using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A policy's tally at one moment, with the leaves that changed since the moment before.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Bundle">The bundle that most wanted manifests name; zero when none is wanted.</param>
/// <param name="Reduces">Whether it reduces.</param>
/// <param name="Totals">Counts.</param>
/// <param name="Coverage">Coverage.</param>
/// <param name="Covered">Whether every reachable edge's partial of this bundle is in.</param>
/// <param name="Failures">First failures.</param>
/// <param name="Refill">The leaves are all there are, of another bundle than before.</param>
/// <param name="Leaves">Changed leaves by slot, with their edge.</param>
internal sealed record TallySnapshot(
    PolicyKey Policy, Digest Bundle, bool Reduces, Totals Totals, Coverage Coverage, bool Covered,
    IReadOnlyList<string> Failures, bool Refill, IReadOnlyDictionary<int, (string Edge, JsonElement? Value)> Leaves);
