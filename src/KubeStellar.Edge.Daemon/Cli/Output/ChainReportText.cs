using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Audit;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What came of verifying the audit's chain, for people and for programs.</summary>
internal static class ChainReportText
{
    internal static string Text(ChainReport report)
    {
        if (report is not { First: { } first, Last: { } last })
        {
            return "the audit stream holds no events\n";
        }

        var text = new StringBuilder();
        foreach (var one in report.Breaks)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{one.What} at sequence {one.Sequence}");
            text.Append(CliErrors.OneLine($"{place}, {Time(one.Time)}, {(one.Subject.Length > 0 ? one.Subject : "-")}: {one.Message}")).Append('\n');
        }

        if (report.Broken > report.Breaks.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"and {report.Broken - report.Breaks.Count} more\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{report.Checked} events checked, from {Place(first)} to {Place(last)}: ");
        text.Append(report.Broken > 0 ? string.Create(CultureInfo.InvariantCulture, $"the chain is broken in {report.Broken} {(report.Broken == 1 ? "place" : "places")}\n") : "the chain holds\n");
        if (report.Unchained > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"the first {report.Unchained} are of an older hub and have no chain: nothing can be said of them\n");
        }

        return report.Head is { } head ? text.Append(CultureInfo.InvariantCulture, $"head {head}\n").ToString() : text.ToString();
    }

    internal static JsonElement Json(ChainReport report) => JsonElement.Parse(new JsonObject
    {
        ["holds"] = report.Broken == 0,
        ["checked"] = report.Checked,
        ["unchained"] = report.Unchained,
        ["from"] = Json(report.First),
        ["to"] = Json(report.Last),
        ["head"] = report.Head?.ToString(),
        ["broken"] = report.Broken,
        ["breaks"] = new JsonArray([.. report.Breaks.Select(one => (JsonNode)new JsonObject
        {
            ["sequence"] = one.Sequence,
            ["what"] = one.What,
            ["time"] = one.Time,
            ["subject"] = one.Subject,
            ["message"] = one.Message,
        })]),
    }.ToJsonString());

    private static JsonObject? Json(ChainPlace? place) => place is null ? null : new JsonObject { ["sequence"] = place.Sequence, ["number"] = place.Number, ["time"] = place.Time };

    private static string Place(ChainPlace place) => place.Number is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"number {number} (sequence {place.Sequence}, {Time(place.Time)})")
        : string.Create(CultureInfo.InvariantCulture, $"sequence {place.Sequence} ({Time(place.Time)})");

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "at no time that can be read";
}
