using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>How one object fares at one edge, for <c>kse describe</c>: with its times, its conditions, what happened to it, and its <c>.status</c>.</summary>
internal static class ObjectStatusText
{
    private const int MaxStatus = 240;

    internal static string Write(JsonElement row, DateTimeOffset now)
    {
        var item = new JsonView(row);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  {item.Text("edge")} {ObjectText.Show(item.Text("object"))}: {item.Text("health")}, {(item.Flag("applied") ?? false ? "applied" : "not applied")}");
        text.Append(CultureInfo.InvariantCulture, $"{Why(item)}; observed {Age(item, "observedAt", now)}, arrived {Age(item, "arrivedAt", now)}, {ObjectStatusType.Source(item, now)}\n");
        foreach (var condition in List(item, "conditions"))
        {
            var since = condition.Instant("since") is { } at ? $" for {Ages.Show(at, now)}" : "";
            text.Append(CultureInfo.InvariantCulture, $"    {condition.Text("type")}={condition.Text("status")}{since}{Because(condition)}\n");
        }

        foreach (var happened in List(item, "events"))
        {
            var on = happened.TextOrEmpty("on") is { Length: > 0 } other ? $" on {other}" : "";
            var count = happened.Number("count") is > 1 and var times ? $", {times} times" : "";
            text.Append(CultureInfo.InvariantCulture, $"    event {happened.Text("reason")}{on}{count}{(happened.TextOrEmpty("message") is { Length: > 0 } message ? ": " + CliErrors.OneLine(message) : "")}\n");
        }

        if (item.TextOrEmpty("status") is { Length: > 0 } status)
        {
            text.Append(CultureInfo.InvariantCulture, $"    status {(status.Length > MaxStatus ? status[..MaxStatus] + "…" : status)}\n");
        }

        if (item.TextOrEmpty("trouble") is { Length: > 0 } trouble)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {CliErrors.OneLine(trouble)}\n");
        }

        return text.ToString();
    }

    private static string Age(JsonView item, string path, DateTimeOffset now) => item.Instant(path) is { } at ? $"{Ages.Show(at, now)} ago" : "never";

    private static string Why(JsonView item) => (item.TextOrEmpty("reason"), CliErrors.OneLine(item.TextOrEmpty("message"))) switch
    {
        ("", "") => "",
        (var reason, "") => $" ({reason})",
        ("", var message) => $" ({message})",
        (var reason, var message) => $" ({reason}: {message})",
    };

    private static string Because(JsonView condition) => Why(condition) is { Length: > 0 } why ? why : "";

    private static IEnumerable<JsonView> List(JsonView item, string path) =>
        item.Find(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(one => new JsonView(one)) : [];
}
