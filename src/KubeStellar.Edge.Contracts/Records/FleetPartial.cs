using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// What any number of edges amount to in one policy: counts, coverage, failures, and the combined partials of its own code. A hub makes one of its edges, a
/// region sends it up, a parent merges it with those of its other children. Merging is associative and commutative, with <see cref="Empty"/> as
/// its neutral element; lists are kept to the first few of an order that all share, which keeps that so.
/// </summary>
public sealed record FleetPartial
{
    /// <summary>Failures that are carried.</summary>
    public const int MaxFailures = 20;

    /// <summary>Missing edges that are carried, for each bundle.</summary>
    public const int MaxMissing = 20;

    /// <summary>Groups, and waves, that are carried.</summary>
    public const int MaxGroups = 256;

    /// <summary>No edge at all.</summary>
    public static FleetPartial Empty { get; } = new() { Totals = new Totals() };

    /// <summary>Counts; <see cref="Totals.Desired"/> is the number of edges that this stands for.</summary>
    public required Totals Totals { get; init; }

    /// <summary>Counts by label, sorted by label and value.</summary>
    public IReadOnlyList<GroupTotals> Groups { get; set; } = [];

    /// <summary>Counts by wave, in order.</summary>
    public IReadOnlyList<WaveShare> Waves { get; set; } = [];

    /// <summary>The first failures, by edge.</summary>
    public IReadOnlyList<EdgeFailure> Failures { get; set; } = [];

    /// <summary>By version of the policy, sorted by digest.</summary>
    public IReadOnlyList<BundleShare> Bundles { get; set; } = [];

    /// <summary>Both together.</summary>
    /// <param name="left">Some edges.</param>
    /// <param name="right">Other edges.</param>
    /// <param name="combine">The policy's <c>combine</c> of a bundle, for values that both have.</param>
    public static FleetPartial Merge(FleetPartial left, FleetPartial right, Func<Digest, JsonElement, JsonElement, JsonElement> combine) => new()
    {
        Totals = left.Totals.Plus(right.Totals),
        Groups = [.. left.Groups.Concat(right.Groups).GroupBy(one => (one.By, one.Name))
            .Select(same => new GroupTotals(same.Key.By, same.Key.Name, Sum(same.Select(one => one.Totals))))
            .OrderBy(one => one.By, StringComparer.Ordinal).ThenBy(one => one.Name, StringComparer.Ordinal).Take(MaxGroups)],
        Waves = [.. left.Waves.Concat(right.Waves).GroupBy(one => (one.Rule, one.Name))
            .Select(same => new WaveShare(same.Key.Rule, same.Key.Name, Sum(same.Select(one => one.Totals))))
            .OrderBy(one => one.Rule).ThenBy(one => one.Name, StringComparer.Ordinal).Take(MaxGroups)],
        Failures = [.. left.Failures.Concat(right.Failures).OrderBy(one => one.Edge, StringComparer.Ordinal).ThenBy(one => one.What, StringComparer.Ordinal).Take(MaxFailures)],
        Bundles = [.. left.Bundles.Concat(right.Bundles).GroupBy(one => one.Bundle).Select(same => same.Aggregate((a, b) => Merge(a, b, combine))).OrderBy(one => one.Bundle)],
    };

    /// <summary>What a summary of this bundle stands on.</summary>
    public Coverage CoverageOf(Digest bundle, int maxMissing)
    {
        var share = Bundles.FirstOrDefault(one => one.Bundle == bundle);
        var elsewhere = Totals.Desired - (share?.Reporting ?? 0) - (share?.Absent ?? 0);
        return new Coverage(Totals.Desired, share?.Reporting ?? 0, [.. (share?.Missing ?? []).Take(maxMissing)])
        {
            Oldest = share?.Oldest,
            Elsewhere = elsewhere == 0 ? null : elsewhere,
        };
    }

    private static BundleShare Merge(BundleShare left, BundleShare right, Func<Digest, JsonElement, JsonElement, JsonElement> combine) => new()
    {
        Bundle = left.Bundle,
        Reduces = left.Reduces || right.Reduces,
        Wanted = left.Wanted + right.Wanted,
        Reporting = left.Reporting + right.Reporting,
        Absent = left.Absent + right.Absent,
        Waiting = left.Waiting + right.Waiting,
        Oldest = left.Oldest is { } a && right.Oldest is { } b ? (a < b ? a : b) : left.Oldest ?? right.Oldest,
        Missing = [.. left.Missing.Concat(right.Missing).Distinct().Order(StringComparer.Ordinal).Take(MaxMissing)],
        Value = left.Value is { } one && right.Value is { } other ? combine(left.Bundle, one, other) : left.Value ?? right.Value,
        Error = string.CompareOrdinal(left.Error, right.Error) >= 0 ? left.Error : right.Error,
    };

    private static Totals Sum(IEnumerable<Totals> totals) => totals.Aggregate((left, right) => left.Plus(right));
}
