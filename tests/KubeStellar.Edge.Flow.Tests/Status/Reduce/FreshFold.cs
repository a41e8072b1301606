using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Reduce;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>What a summary must say, counted plainly over all edges as they are now.</summary>
internal static class FreshFold
{
    /// <param name="edges">All edges that are placed, with their path (<c>region/site/</c>) and the nearest hub above that is out of reach; empty: none is.</param>
    internal static string Of(IReadOnlyList<(HistoryEdge Edge, string Path, string Cut)> edges)
    {
        var shares = edges.Select(one => (
            one.Edge, Name: one.Path + one.Edge.Name, one.Cut,
            Share: RowRule.Judge(one.Edge.Row, one.Cut.Length > 0 ? default : one.Edge.Presence, new EdgePlace("region", one.Edge.Region, null)))).ToList();
        var elected = HistoryEdge.Bundles.Where(bundle => shares.Any(one => one.Share.Wants == bundle)).OrderByDescending(bundle => shares.Count(one => one.Share.Wants == bundle)).ThenBy(bundle => bundle).FirstOrDefault();
        var reporting = HistoryEdge.Bundles.ToDictionary(bundle => bundle, bundle => shares.Where(one => one.Share.Reports == bundle).ToList());
        var shown = elected;
        if (!elected.IsZero && shares.Any(one => one.Share.Wants == elected && one.Share.Reports != elected && !one.Share.Spoke && !one.Share.State.Unreachable))
            shown = HistoryEdge.Bundles.OrderByDescending(bundle => reporting[bundle].Count).ThenBy(bundle => bundle == elected ? 0 : 1).First();
        var absent = shares.Where(one => one.Share.Wants == shown && one.Share.Reports != shown).ToList();
        var values = shown.IsZero ? [] : reporting[shown].Select(one => one.Edge.Row.Partial!.Value).OfType<System.Text.Json.JsonElement>().Select(value => value.GetProperty("n").GetInt64()).ToList();
        var text = new StringBuilder();
        text.Append(Totals(shares.Select(one => one.Share.State))).AppendLine();
        text.Append(shown).Append(' ').Append(values.Count == 0 ? "" : $"{{\"sum\":{values.Sum()}}}").AppendLine();
        var count = shown.IsZero ? 0 : reporting[shown].Count;
        var elsewhere = shares.Count - count - absent.Count;
        text.Append(shares.Count).Append(' ').Append(count).Append(' ').Append(elsewhere == 0 ? "" : $"{elsewhere}").Append(' ')
            .Append(shown.IsZero ? null : reporting[shown].Min(one => one.Share.Arrived)).AppendLine();
        text.AppendJoin(',', absent.Select(one => one.Cut.Length > 0 ? one.Cut : one.Name).Distinct().Order(StringComparer.Ordinal)).AppendLine();
        text.AppendJoin(';', shares.Where(one => one.Share.State.Failure.Length > 0).OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => $"{one.Name} {one.Share.State.Failure}")).AppendLine();
        foreach (var group in shares.GroupBy(one => one.Share.Place.Group).OrderBy(group => group.Key, StringComparer.Ordinal))
            text.Append(group.Key).Append(": ").Append(Totals(group.Select(one => one.Share.State))).AppendLine();
        return text.ToString();
    }

    /// <summary>The same of what a hub made.</summary>
    internal static string Of(Reduction made)
    {
        var text = new StringBuilder();
        text.Append(made.Fleet.Totals).AppendLine();
        text.Append(made.Bundle).Append(' ').Append(made.Value).Append(made.Error).AppendLine();
        text.Append(made.Coverage.Edges).Append(' ').Append(made.Coverage.Reporting).Append(' ').Append(made.Coverage.Elsewhere).Append(' ').Append(made.Coverage.Oldest).AppendLine();
        text.AppendJoin(',', made.Coverage.Missing).AppendLine();
        text.AppendJoin(';', made.Fleet.Failures.Select(one => $"{one.Edge} {one.What}")).AppendLine();
        foreach (var group in made.Fleet.Groups)
            text.Append(group.Name).Append(": ").Append(group.Totals).AppendLine();
        return text.ToString();
    }

    private static Totals Totals(IEnumerable<RowState> states)
    {
        var all = states.ToList();
        return new Totals
        {
            Desired = all.Count,
            Received = all.Count(state => state.Received),
            Applied = all.Count(state => state.Applied),
            Ready = all.Count(state => state.Ready),
            Degraded = all.Count(state => state.Degraded),
            Failed = all.Count(state => state.Failed),
            Stalled = all.Count(state => state.Stalled),
            Unreachable = all.Count(state => state.Unreachable),
        };
    }
}
