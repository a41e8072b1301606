using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Bad input, bad policies and lost buckets, against real processes.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_policy_that_loops_stalls_alone_and_says_where()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1", "other")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);
        var loops = Site.Write(fleet, "loops",
            ("loops.js", "import { policy } from \"kubestellar\";\nexport default policy({\n  selects: { labels: { app: \"other\" } },\n  place: () => { for (;;) {} },\n});\n"),
            ("throws.js", "import { policy } from \"kubestellar\";\nexport default policy({\n  selects: { labels: { app: \"shop2\" } },\n  place: (object, edge) => { throw new Error(\"not today\"); },\n});\n"),
            ("c.yaml", Site.ConfigMap("c", "1", "shop2")));
        await fleet.CliAsync(token, "apply", "-f", loops);

        await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => o.Split('\n').Count(l => l.Contains("Stalled", StringComparison.Ordinal)) == 2, token);
        var wide = (await fleet.CliAsync(token, "get", "policies", "-o", "json")).Ok();
        Assert.Contains("TimedOut", wide, StringComparison.Ordinal);
        Assert.Contains("not today", wide, StringComparison.Ordinal);
        Assert.Contains("throws.js:4:", wide, StringComparison.Ordinal);

        // The others are served.
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("\"value\":\"2\"", StringComparison.Ordinal), token);
    }

    [SoakFact]
    public async Task Buckets_deleted_under_a_running_hub_are_repaired_and_no_site_loses_a_file()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        var lost = false;
        using var watcher = new FileSystemWatcher(fleet.Target("store-1"), "*.json");
        watcher.Deleted += (_, _) => lost = true;
        watcher.EnableRaisingEvents = true;

        foreach (var bucket in new[] { Buckets.Workloads, Buckets.Policies, Buckets.Edges, Buckets.Desired, Buckets.Content })
            Assert.Contains("\"success\":true", await Site.AdminAsync(fleet, "$JS.API.STREAM.DELETE." + Buckets.StreamOf(bucket), "", token), StringComparison.Ordinal);
        await hub.WaitForLineAsync("epoch", token);

        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after-the-loss")));
        await MainJobTests.UntilAsync(fleet, ["apply", "-f", folder], _ => true, token);
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2 && f.Values.Any(v => v.Contains("after-the-loss", StringComparison.Ordinal)), token);
        Assert.False(lost, "a file was deleted at the site because a bucket was lost");
    }

    [Fact]
    public async Task A_change_that_removes_too_much_waits_for_a_person()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token);
        await fleet.StartEdgeAsync("store-2", join, token);
        var files = Enumerable.Range(0, 6).Select(i => ($"m{i}.yaml", Site.ConfigMap($"m{i}", "1"))).Append(("shop.js", Site.Policy())).ToArray();
        var folder = Site.Write(fleet, "app", files);
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 6, token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        var nowhere = Site.Write(fleet, "nowhere", ("shop.js", Site.Policy().Replace("=== \"store\"", "=== \"stroe\"", StringComparison.Ordinal)));
        (await fleet.CliAsync(token, "apply", "-f", nowhere)).Ok();

        var held = await MainJobTests.UntilAsync(fleet, ["get", "policies", "-o", "json"], o => o.Contains("kse confirm", StringComparison.Ordinal), token);
        Assert.Equal(6, Site.Read(fleet.Target("store-1")).Count);
        var id = held.Split("kse confirm ")[1].Split(' ', '.', '\'', '"', '\\', ',', ':')[0];
        (await fleet.CliAsync(token, "confirm", id, "--reason", "meant it")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 0, token);
        await Site.FilesAsync(fleet.Target("store-2"), f => f.Count == 0, token);
    }

    [Fact]
    public async Task Bad_input_is_refused_whole_with_the_place()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        foreach (var (name, text, says) in new[]
                 {
                     ("yaml.yaml", "apiVersion: v1\nkind: [\n", "yaml.yaml"),
                     ("json.json", "{\"apiVersion\": \"v1\",, }", "json.json"),
                     ("kind.yaml", "apiVersion: v1\nmetadata: { name: x }\n", "kind"),
                     ("name.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n", "name"),
                     ("dup.yaml", "apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap\nmetadata: { name: x }\n", "dup.yaml"),
                     ("label.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, labels: { 'a b': c } }\n", "a b"),
                     ("upper.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Upper_Case }\n", "metadata.name"),
                     ("secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: { name: x }\ndata: { password: canary-1! }\n", "data.password"),
                     ("syntax.js", "import { policy } from \"kubestellar\";\nexport default policy({\n  place: (object, edge => true,\n});\n", "syntax.js:"),
                     ("import.js", "import fs from \"node:fs\";\nexport default 1;\n", "import.js:1"),
                 })
        {
            var folder = Site.Write(fleet, "bad-" + name, (name, text), ("good.yaml", Site.ConfigMap("good", "1")));
            var result = await fleet.CliAsync(token, "apply", "-f", folder);
            Assert.True(result.ExitCode == 2, $"{name}: exit {result.ExitCode}: {result.Out}{result.Error}");
            Assert.True(result.Error.Contains(says, StringComparison.Ordinal), $"{name} should say {says}: {result.Error}");
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("canary-1", result.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("good", (await fleet.CliAsync(token, "get", "workloads")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_device_with_the_same_id_is_refused()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("store-1", join, token);
        var second = await fleet.CliAsync(token, "edge", "--state", fleet.Folder["twin"], "--target", "manifests:" + fleet.Folder["twin-m"], "--id", "store-1", "--join", join);
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("store-1", second.Error, StringComparison.Ordinal);
    }
}
