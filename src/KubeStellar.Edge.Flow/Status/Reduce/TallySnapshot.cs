using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>A policy's tally at one moment, with the leaves that changed since the moment before.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Bundle">The bundle that most wanted manifests name; zero when none is wanted.</param>
/// <param name="Reduces">Whether it reduces.</param>
/// <param name="Fleet">The counts, without values.</param>
/// <param name="Leaves">Changed leaves by slot and bundle.</param>
internal sealed record TallySnapshot(PolicyKey Policy, Digest Bundle, bool Reduces, FleetPartial Fleet, IReadOnlyDictionary<(int Slot, Digest Bundle), LeafChange> Leaves)
{
    internal Totals Totals => Fleet.Totals;

    /// <summary>Failures as a summary lists them.</summary>
    internal IReadOnlyList<string> Failures => [.. Fleet.Failures.Select(failure => $"{failure.Edge} {failure.What}")];

    /// <summary>What the bundle stands on, before anything is left out.</summary>
    internal Coverage Coverage(int maxMissing) => Fleet.CoverageOf(Bundle, maxMissing);
}
