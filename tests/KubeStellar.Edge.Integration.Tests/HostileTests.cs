using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Policies that take all time or all memory of a live hub, and a policy host that is killed: everyone else is served.</summary>
public sealed class HostileTests
{
    private const string Loop = "for (;;) {}";
    private const string Bomb = "const all = []; for (;;) all.push(new Array(1e6).fill(object));";

    [Theory]
    [InlineData(Loop, "TimedOut")]
    [InlineData(Bomb, "OutOfMemory")]
    public async Task The_offender_is_told_and_kept_away_and_comes_back_when_it_is_put_right(string body, string reason)
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var good = Site.Write(fleet, "good", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1", "bad")));
        (await fleet.CliAsync(token, "apply", "-f", good)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);

        var bad = Site.Write(fleet, "bad", ("bad.js", Bad(body)));
        var hostile = fleet.CliAsync(token, "apply", "-f", bad);

        // Edited meanwhile, again and again, while the other is tried again and again.
        for (var edit = 2; edit < 5; edit++)
        {
            Site.Write(fleet, "good", ("a.yaml", Site.ConfigMap("a", $"{edit}")));
            (await fleet.CliAsync(token, "apply", "-f", Path.Combine(good, "a.yaml"))).Ok();
            await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains($"\"value\":\"{edit}\"", StringComparison.Ordinal), token);
        }

        await hostile;
        await MainJobTests.UntilAsync(fleet, ["describe", "policy", "bad"], o => o.Contains("Stalled", StringComparison.Ordinal) && o.Contains(reason, StringComparison.Ordinal) && o.Contains("bad.js:4:", StringComparison.Ordinal), token);
        Assert.Contains("bad.js:4:", (await fleet.CliAsync(token, "explain", "store-1", "configmap/shop/b")).Ok(), StringComparison.Ordinal);

        Site.Write(fleet, "bad", ("bad.js", Bad("return true;")));
        (await fleet.CliAsync(token, "apply", "-f", bad)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 2, token);
        await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => !o.Contains("Stalled", StringComparison.Ordinal), token);
    }

    [SoakFact]
    public async Task A_policy_host_that_is_killed_in_the_middle_is_replaced()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("slow.js", Slow), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);

        // While an object is decided, which takes a while, its host goes, once and then once more: a policy is not blamed for the first time.
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        var apply = fleet.CliAsync(token, "apply", "-f", folder);
        KseProcess.Kill(await HostOfAsync(hub.Id, token));
        (await apply).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("\"value\":\"2\"", StringComparison.Ordinal), token);
        Assert.False(hub.HasExited);
    }

    private const string Slow = """
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          place: () => { let sum = 0; for (let i = 0; i < 2e7; i++) sum += i % 7; return sum > 0; },
        });
        """;

    private static string Bad(string body) => $$"""
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "bad" } },
          place: (object, edge) => { {{body}} },
        });
        """;

    /// <summary>The policy host of a daemon: its child that runs the same program.</summary>
    private static async Task<int> HostOfAsync(int daemon, CancellationToken token)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
            {
                try
                {
                    var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                    if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{daemon}" && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("policy-host", StringComparison.Ordinal))
                        return int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture);
                }
                catch (IOException)
                {
                    // It ended while we looked.
                }
            }

            await Task.Yield();
        }
    }
}
