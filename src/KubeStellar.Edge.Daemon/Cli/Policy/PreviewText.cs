using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>A preview for people: objects with the edges that they gain and lose, the distinct changes line by line, then what it costs and what stands in its way.</summary>
internal static class PreviewText
{
    internal static void Write(CliServices services, PreviewResult result, bool diffs)
    {
        if (result.Objects.Count == 0)
        {
            services.Out.WriteLine(result.Carries is null ? "nothing would change" : "no object would change");
        }

        foreach (var one in result.Objects)
        {
            Object(services, one);
        }

        // What an object is that goes away is known; what comes or changes is to be read.
        foreach (var change in diffs ? result.Changes.Where(change => change.Change != "removed") : [])
        {
            services.Out.WriteLine();
            services.Out.WriteLine(CliErrors.OneLine($"{ObjectText.Show(change.Object)} ({change.Change}) at {Count(change.Edges)}: {ExplainGroupsText.Edges(change.Sample, change.Edges)}"));
            DiffText.Lines(services, change.Before, change.After);
        }

        if (diffs && result.MoreChanges > 0)
        {
            services.Out.WriteLine($"and {ExplainGroupsText.Number(result.MoreChanges)} more distinct changes");
        }

        if (result.Objects.Count > 0)
        {
            services.Out.WriteLine();
        }

        services.Out.WriteLine(
            $"would publish {Number(result.Contents, "content")}, {Number(result.Manifests, "manifest")}, {Number(result.Roots, "root")}; would remove {ExplainGroupsText.Number(result.Removals)} of {Number(result.Placements, "placement")}");
        foreach (var carried in result.Carries ?? [])
        {
            services.Out.WriteLine(CliErrors.OneLine($"upsync: {carried}"));
        }

        foreach (var stall in result.Stalls)
        {
            var where = stall.Whole ? $"would stall as a whole; {Count(stall.Edges)} keep what they have" : $"would stall at {Count(stall.Edges)}: {ExplainGroupsText.Edges(stall.Sample, stall.Edges)}";
            services.Out.WriteLine(CliErrors.OneLine($"stalls: {stall.Policy} {where}"));
            services.Out.WriteLine(CliErrors.OneLine($"{ObjectText.Show(stall.Object)}: {stall.Reason}: {stall.Message} {stall.Location}".TrimEnd()).Insert(0, "  "));
        }

        foreach (var hold in result.Holds)
        {
            services.Out.WriteLine(CliErrors.OneLine(
                $"held: {hold.Policy} would wait for 'kse confirm', because it removes {Number(hold.Removals, "placement")} from {Count(hold.Edges)}: {string.Join(", ", hold.Sample)}"));
        }
    }

    private static void Object(CliServices services, PreviewObject one)
    {
        var by = (one.Before, one.Policy) switch
        {
            ("", "") => "",
            ("", var policy) => $" by {policy}",
            (var before, "") => $", which {before} gives up",
            var (before, policy) => $" by {policy} instead of {before}",
        };
        services.Out.WriteLine(CliErrors.OneLine($"{ObjectText.Show(one.Object)}{by}: {Number(one.Variants, "variant")}"));
        Line(services, '+', one.Gained, "gains it", "gain it", one.GainedSample);
        Line(services, '-', one.Lost, "loses it", "lose it", one.LostSample);
        Line(services, '~', one.Changed, "gets another variant", "get another variant", []);
        Line(services, '=', one.Same, "stays", "stay", []);
    }

    private static void Line(CliServices services, char sign, int edges, string does, string doing, IReadOnlyList<string> sample)
    {
        if (edges > 0)
        {
            services.Out.WriteLine(CliErrors.OneLine($"{Count(edges)} {(edges == 1 ? does : doing)}{(sample.Count > 0 ? $": {ExplainGroupsText.Edges(sample, edges)}" : "")}").Insert(0, $"  {sign} "));
        }
    }

    private static string Count(int edges) => Number(edges, "edge");

    private static string Number(int count, string what) => $"{ExplainGroupsText.Number(count)} {what}{(count == 1 ? "" : "s")}";
}
