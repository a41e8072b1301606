using System.Text.Json;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.TestKit.Network;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Edges behind bad links: slow, frozen, dead without a word, gone. The link is a proxy that the join token names.</summary>
public sealed class NetworkTests
{
    [Fact]
    public async Task A_frozen_link_turns_the_edge_unreachable_and_an_edit_arrives_when_it_thaws()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await using var link = await JoinAsync(fleet, "store-1", token);
        var folder = await ConvergedAsync(fleet, token);

        link.Faults = new LinkFaults { Frozen = true };
        await MainJobTests.UntilAsync(fleet, ["get", "edges"], o => o.Contains("Unreachable", StringComparison.Ordinal), token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "while-frozen")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        Assert.DoesNotContain("while-frozen", string.Concat(Site.Read(fleet.Target("store-1")).Values), StringComparison.Ordinal);

        link.Faults = LinkFaults.None;
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Values.Any(v => v.Contains("while-frozen", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();
    }

    [SoakFact]
    public async Task What_a_router_forgot_is_noticed_by_pings_and_another_connection_brings_what_was_missed()
    {
        var token = Site.Patience(200);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await using var link = await JoinAsync(fleet, "store-1", token);
        var folder = await ConvergedAsync(fleet, token);

        link.Forget();
        var taken = link.Taken;
        await MainJobTests.UntilAsync(fleet, ["get", "edges"], o => o.Contains("Unreachable", StringComparison.Ordinal), token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "over-another")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Values.Any(v => v.Contains("over-another", StringComparison.Ordinal)), token);
        Assert.Equal(taken + 1, link.Taken);
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();
    }

    [SoakFact]
    public async Task A_link_of_two_kilobytes_a_second_carries_two_hundred_objects_and_heartbeats_beside_them()
    {
        var token = Site.Patience(400);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "10s", "--guard-share", "1");
        await using var link = await JoinAsync(fleet, "store-1", token, "--heartbeat", "10s");
        await ConvergedAsync(fleet, token);
        var taken = link.Taken;

        link.Faults = new LinkFaults { BytesPerSecond = 2000 };
        var random = new Random(5);
        var files = Enumerable.Range(0, 200).Select(i => ($"m{i}.yaml", Site.ConfigMap("m" + i, Convert.ToHexString(RandomBytes(random, 60)))));
        (await fleet.CliAsync(token, "apply", "-f", Site.Write(fleet, "many", [.. files]))).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 201, token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "200s")).Ok();
        Assert.Equal(taken, link.Taken);
        Assert.DoesNotContain("edge.unreachable", (await fleet.CliAsync(token, "get", "events")).Ok(), StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task A_link_that_is_slow_and_pauses_converges()
    {
        var token = Site.Patience(200);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await using var link = await JoinAsync(fleet, "store-1", token);
        var folder = await ConvergedAsync(fleet, token);
        link.Faults = new LinkFaults { Delay = TimeSpan.FromMilliseconds(300), Jitter = TimeSpan.FromMilliseconds(200), StallShare = 0.1, StallUpTo = TimeSpan.FromSeconds(3) };

        for (var i = 0; i < 5; i++)
        {
            Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", $"slow-{i}-")));
            (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
            await Site.FilesAsync(fleet.Target("store-1"), f => f.Values.Any(v => v.Contains($"slow-{i}-", StringComparison.Ordinal)), token);
        }

        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
    }

    [SoakFact]
    public async Task Of_several_addresses_any_that_answers_will_do_and_a_name_that_nobody_knows_is_passed_over()
    {
        var token = Site.Patience(200);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var port = Port(fleet);
        await using var first = LinkProxy.Start(() => port);
        await using var second = LinkProxy.Start(() => port);
        var join = JoinToken.Decode(await fleet.TokenAsync(token, "kind=store")) with { HubUrls = ["nats://hub.invalid:4222", first.Url, second.Url] };
        await fleet.StartEdgeAsync("store-1", join.Encode(), token);
        await ConvergedAsync(fleet, token);

        // Whichever it is on, that one goes away, and its name with it.
        foreach (var (gone, other) in new[] { (first, second), (second, first) })
        {
            other.Accept();
            gone.Refuse();
            gone.Cut();
            (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();
            while (other.Open == 0)
                await other.TakenAsync(other.Taken + 1, token);
        }
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static int Port(Fleet fleet)
    {
        using var context = JsonDocument.Parse(File.ReadAllText(fleet.Folder["config", "nats", "context", "kse.json"]));
        return new Uri(context.RootElement.GetProperty("url").GetString()!).Port;
    }

    private static async Task<LinkProxy> JoinAsync(Fleet fleet, string edge, CancellationToken token, params string[] more)
    {
        var port = Port(fleet);
        var link = LinkProxy.Start(() => port);
        var join = JoinToken.Decode(await fleet.TokenAsync(token, "kind=store")) with { HubUrls = [link.Url] };
        await fleet.StartEdgeAsync(edge, join.Encode(), token, more);
        return link;
    }

    private static async Task<string> ConvergedAsync(Fleet fleet, CancellationToken token)
    {
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        return folder;
    }
}
