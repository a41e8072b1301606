using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What a daemon says of itself: a few lines, its policies, and the objects that are not as they should be (all of them with <c>-o wide</c>).</summary>
internal static class EdgeStatusText
{
    internal static void Write(CliServices services, JsonView status, bool all)
    {
        var now = services.Time.GetUtcNow();
        var since = Ages.Show(status.Instant("since"), now);
        Field(services, "Edge", status.Text("edge"));
        Field(services, "Fingerprint", status.Text("fingerprint"));
        Field(services, "Daemon", status.Text("daemon"));
        Field(services, "Hub", status.Flag("connected") switch { true => $"connected for {since}", false => $"not connected for {since}", null => JsonView.Nothing });
        Field(services, "Last contact", status.Instant("lastContact") is { } last ? $"{Ages.Show(last, now)} ago" : "none since the daemon started");
        Field(services, "Root", status.Number("epoch") is 0 ? "none accepted yet" : $"{status.Text("epoch")}/{status.Text("revision")} {status.Short("rootDigest")}");
        Field(services, "Applied", status.Flag("applied") switch { true => "all", false => "not all", null => JsonView.Nothing });
        Field(services, "Target", status.Text("target"));
        foreach (var condition in Items(status, "conditions"))
        {
            Field(services, "Condition", $"{condition.Text("type")}={condition.Text("status")} {condition.TextOrEmpty("reason")} {condition.TextOrEmpty("message")}".TrimEnd());
        }

        var policies = Items(status, "policies").ToList();
        if (policies.Count == 0)
        {
            services.Out.WriteLine("no policies");
            return;
        }

        services.Out.WriteLine();
        new TableText(["POLICY", "OBJECTS", "APPLIED", "READY", "MANIFEST"]).Write(
            services,
            [.. policies.Select(policy => new[] { policy.Text("policy"), policy.Count("objects"), policy.Text("applied"), policy.Text("ready"), policy.Short("manifest") })],
            headers: true);

        var objects = policies.SelectMany(policy => Items(policy, "objects"))
            .Where(item => all || !(item.Flag("applied") ?? false) || item.Text("health") == "Failed").ToList();
        if (objects.Count > 0)
        {
            services.Out.WriteLine();
            new TableText(["OBJECT", "APPLIED", "HEALTH", "REASON", "MESSAGE"], [2]).Write(
                services,
                [.. objects.Select(item => new[] { ObjectText.Show(item.Text("key")), item.Text("applied"), item.Text("health"), item.Text("reason"), item.Text("message") })],
                headers: true);
        }
    }

    private static void Field(CliServices services, string name, string value) => services.Out.WriteLine(CliErrors.OneLine($"{name + ":",-14}{value}"));

    private static IEnumerable<JsonView> Items(JsonView view, string path) =>
        view.Find(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Select(item => new JsonView(item)) : [];
}
