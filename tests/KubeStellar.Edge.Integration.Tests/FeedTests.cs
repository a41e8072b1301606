using System.Text.Json;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Alerts and feeds over real processes: what happens is told to webhooks and to who watches, whoever is away or killed meanwhile.</summary>
public sealed class FeedTests
{
    private const string Key = "correct horse";

    [SoakFact]
    public async Task Every_event_is_told_in_order_and_signed_though_the_receiver_refuses_and_the_hub_is_killed()
    {
        var token = Site.Patience(120);
        await using var receiver = await WebhookReceiver.StartAsync(refuses: true);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, Hub(fleet, receiver));
        await MainJobTests.UntilAsync(fleet, ["get", "webhooks", "-o", "json"], output => Webhook(output).GetProperty("state").GetString() != "Starting", token);
        var old = (await ListAsync(fleet, token)).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        await receiver.UntilAsync(one => one.Came.Count >= 2, token);
        var failing = Webhook(await MainJobTests.UntilAsync(fleet, ["get", "webhooks", "-o", "json"], output => Webhook(output).GetProperty("failures").GetInt32() >= 2, token));
        Assert.Equal(("Failing", 0, "it answers 503 ServiceUnavailable"), (failing.GetProperty("state").GetString(), failing.GetProperty("sent").GetInt32(), failing.GetProperty("error").GetString()));
        Assert.Single(receiver.Came.Select(one => one.Id).Distinct());
        receiver.Refuse(false);

        // A condition is waited for, and one that does not come is no wait for ever.
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        Assert.Equal("policy/shop condition=Complete=True\n", (await fleet.CliAsync(token, "wait", "--for=condition=Complete", "policy/shop", "--timeout", "60s")).Ok());
        var late = await fleet.CliAsync(token, "wait", "--for=condition=Degraded", "policy/shop", "--timeout", "1s");
        Assert.Equal(3, late.ExitCode);
        Assert.Contains("error: policy/shop was not condition=Degraded=True within 1s", late.Error, StringComparison.Ordinal);

        // The hub dies while the receiver has an event that it did not acknowledge.
        receiver.HangOn("workload.applied");
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await receiver.UntilAsync(one => one.Came.Any(came => came.Status == 0), token);
        await hub.KillAsync(token);
        receiver.HangOn("");
        await fleet.StartHubAsync(token, Hub(fleet, receiver));
        (await fleet.CliAsync(token, "wait", "--for=condition=Complete", "policy/shop", "--timeout", "60s")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(file => file.Contains("\"2\"", StringComparison.Ordinal)), token);
        await ToldAsync(fleet, receiver, old, token);
        var hung = receiver.Came.First(one => one.Status == 0);
        Assert.Equal(hung.Body, receiver.Taken.Single(one => one.Id == hung.Id).Body);
        Assert.Superset(
            new HashSet<string>(["edge.admitted", "policy.applied", "policy.complete", "policy.ready", "workload.applied"], StringComparer.Ordinal),
            receiver.Taken.Select(one => one.Type["io.kubestellar.edge.".Length..]).ToHashSet(StringComparer.Ordinal));
    }

    [SoakFact]
    public async Task An_edge_that_goes_and_comes_is_told_to_a_receiver_that_was_away_and_shown_once_to_who_watches()
    {
        var token = Site.Patience(180);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, Hub(fleet, receiver));
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token);
        var second = await fleet.StartEdgeAsync("store-2", join, token);
        (await fleet.CliAsync(token, "wait", "--for=reachable=2", "--timeout", "60s")).Ok();
        await using var watching = KseProcess.Start(fleet.Variables, "get", "events", "-w", "--kind", "edge", "-o", "cloudevents", "--timeout", "60s");
        await using var table = KseProcess.Start(fleet.Variables, "get", "events", "-w", "--for", "edge/store-2", "--timeout", "60s");
        await watching.WaitForLineAsync("edge.admitted\",\"subject\":\"store-2", token);

        await receiver.AwayAsync();
        await second.KillAsync(token);
        await watching.WaitForLineAsync("edge.unreachable\",\"subject\":\"store-2", token);
        await MainJobTests.UntilAsync(fleet, ["get", "webhooks", "-o", "json"], output => Webhook(output).GetProperty("failures").GetInt32() > 0, token);
        await hub.KillAsync(token);
        await fleet.StartHubAsync(token, Hub(fleet, receiver, heartbeat: "20s"));
        await fleet.StartEdgeAsync("store-2", null, token);
        await receiver.BackAsync();
        await receiver.UntilAsync(one => Told(one, "edge.reachable", "store-2"), token);
        (await fleet.CliAsync(token, "label", "edge", "store-2", "size=small", "--overwrite")).Ok();
        await watching.WaitForLineAsync("edge.changed\",\"subject\":\"store-2", token);
        await receiver.UntilAsync(one => Told(one, "edge.changed", "store-2"), token);
        await ToldAsync(fleet, receiver, [], token);

        // Of one subject as it happened; for who watches each once. A person ends it, and that is no failure.
        string[] kinds = ["admitted", "unreachable", "reachable", "changed"];
        Assert.Equal(kinds, receiver.Taken.Where(one => one.Subject == "store-2").Select(one => one.Type["io.kubestellar.edge.edge.".Length..]));
        await table.WaitForLineAsync("edge.changed", token);
        Assert.Equal(0, await watching.InterruptAsync(token));
        Assert.Equal(0, await table.InterruptAsync(token));
        var shown = Shown(watching);
        Assert.Equal(kinds, shown.Where(one => one.Subject == "store-2").Select(one => one.Type["io.kubestellar.edge.edge.".Length..]));
        Assert.Equal(shown.Count, shown.Select(one => one.Id).Distinct().Count());
        Assert.Equal(kinds, table.Lines.SelectMany(line => kinds.Where(kind => line.Contains($" edge.{kind} ", StringComparison.Ordinal))));
        Assert.DoesNotContain(watching.Lines.Concat(table.Lines), line => line.StartsWith("error", StringComparison.Ordinal));
    }

    private static string[] Hub(Fleet fleet, WebhookReceiver receiver, string heartbeat = "2s")
    {
        File.WriteAllText(fleet.Folder["pager.key"], Key + "\n");
        return ["--heartbeat", heartbeat, "--webhook", $"{receiver.Url},name=pager,secret-file={fleet.Folder["pager.key"]}"];
    }

    /// <summary>Waits until all that the hub's stream holds, is not old and is not the webhook's own trouble was taken; it was in its order, and signed.</summary>
    private static async Task ToldAsync(Fleet fleet, WebhookReceiver receiver, HashSet<string> old, CancellationToken token)
    {
        var all = (await ListAsync(fleet, token)).Where(one => one.Subject != "pager").Select(one => one.Id).ToList();
        if (old.Count == 0)
            all = [.. all.SkipWhile(id => id != receiver.Taken[0].Id)];
        await receiver.UntilAsync(one => one.Taken.Select(taken => taken.Id).ToHashSet(StringComparer.Ordinal).IsSupersetOf(all.Where(id => !old.Contains(id))), token);
        var taken = receiver.Taken.Select(one => one.Id).ToList();
        Assert.Equal(all.Where(taken.Contains), taken.Where(all.Contains));
        Assert.All(receiver.Came, one => Assert.True(one.SignedBy(Key), one.ToString()));
    }

    private static async Task<IReadOnlyList<Delivery>> ListAsync(Fleet fleet, CancellationToken token) =>
        [.. (await fleet.CliAsync(token, "get", "events", "-o", "cloudevents")).Ok().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Delivery.Of(line, ""))];

    private static List<Delivery> Shown(KseProcess watching) =>
        [.. watching.Lines.Where(line => line.StartsWith('{')).Select(line => Delivery.Of(line, ""))];

    private static bool Told(WebhookReceiver receiver, string kind, string subject) =>
        receiver.Taken.Any(one => one.Type.EndsWith("." + kind, StringComparison.Ordinal) && one.Subject == subject);

    private static JsonElement Webhook(string output) => JsonElement.Parse(output).GetProperty("items")[0];
}
