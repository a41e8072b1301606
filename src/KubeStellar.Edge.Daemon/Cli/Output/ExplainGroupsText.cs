using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>All edges of an object, one line for those for which the same came of it for the same reason; told widely, one for those that are alike in what was read too.</summary>
internal static class ExplainGroupsText
{
    private const int MaxEdges = 3;

    internal static void Write(CliServices services, ExplainResult result, IReadOnlyList<ExplainGroup> groups, bool wide)
    {
        var placed = groups.Where(group => group.Outcome == "placed").Sum(group => group.Edges);
        var all = groups.Sum(group => group.Edges);
        var by = result.Policy is null ? "no policy owns it" : $"policy {result.Policy}{(result.Decision is null ? "" : $", decision {result.Decision}")}";
        services.Out.WriteLine(CliErrors.OneLine($"{ObjectText.Show(result.Object)}: placed at {Number(placed)} of {Number(all)} edges; {by}"));
        ExplainText.Steps(services, result.Steps, wide);
        if (groups.Count == 0)
        {
            return;
        }

        services.Out.WriteLine();
        var table = new TableText(["OUTCOME", "EDGES", "REASON", "READ", "AT"], [0]);
        var rows = wide ? groups.Select(group => (IReadOnlyList<ExplainGroup>)[group]) : groups.GroupBy(group => (group.Outcome, group.Reason)).Select(alike => (IReadOnlyList<ExplainGroup>)[.. alike]);
        table.Write(services, [.. rows.OrderByDescending(row => row.Sum(group => group.Edges)).Select(Row)], headers: true);
        foreach (var (group, detail) in wide ? groups.Where(group => group.Detail is not null).Select(group => (group, group.Detail!.Value)) : [])
        {
            services.Out.WriteLine();
            services.Out.WriteLine(CliErrors.OneLine($"{group.Outcome} at {Edges(group)}:"));
            foreach (var line in YamlText.Write(detail).TrimEnd('\n').Split('\n'))
            {
                services.Out.WriteLine($"  {CliErrors.OneLine(line).PadLeft(line.Length)}".TrimEnd());
            }
        }
    }

    /// <summary>A few ids, and how many more there are.</summary>
    internal static string Edges(ExplainGroup group) => Edges(group.Sample, group.Edges);

    /// <inheritdoc cref="Edges(ExplainGroup)"/>
    internal static string Edges(IReadOnlyList<string> sample, int count)
    {
        var shown = sample.Take(count == MaxEdges + 1 ? MaxEdges + 1 : MaxEdges).ToList();
        var more = count - shown.Count;
        return more <= 0 ? string.Join(", ", shown) : shown.Count == 0 ? "" : $"{string.Join(", ", shown)} and {Number(more)} more";
    }

    internal static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string[] Row(IReadOnlyList<ExplainGroup> alike)
    {
        var edges = alike.Sum(group => group.Edges);
        var sample = alike.SelectMany(group => group.Sample).Order(StringComparer.Ordinal).ToList();
        return [alike[0].Outcome, Number(edges), alike[0].Reason, ReadText.Of([.. alike.Select(group => group.Reads)]), Edges(sample, edges)];
    }
}
