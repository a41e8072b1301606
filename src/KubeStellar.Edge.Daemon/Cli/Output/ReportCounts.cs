using System.Globalization;
using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Counts over the objects of a report.</summary>
internal static class ReportCounts
{
    internal static string Applied(JsonView report) => Count(report, entry => entry.Flag("applied") ?? false);

    internal static string Current(JsonView report) => Count(report, entry => (entry.Flag("observedAfterApply") ?? false) && entry.Text("health") == "Current");

    internal static string Failed(JsonView report) => Count(report, entry => entry.Text("health") == "Failed" || (!(entry.Flag("applied") ?? false) && entry.TextOrEmpty("reason").Length > 0));

    internal static string FirstReason(JsonView report) =>
        Objects(report).Select(entry => entry.TextOrEmpty("reason")).FirstOrDefault(reason => reason.Length > 0) ?? JsonView.Nothing;

    private static string Count(JsonView report, Func<JsonView, bool> counts) =>
        report.Find("objects") is { ValueKind: JsonValueKind.Object } ? Objects(report).Count(counts).ToString(CultureInfo.InvariantCulture) : JsonView.Nothing;

    private static IEnumerable<JsonView> Objects(JsonView report) => report.Find("objects") is { ValueKind: JsonValueKind.Object } objects
        ? objects.EnumerateObject().Select(member => new JsonView(member.Value))
        : [];
}
