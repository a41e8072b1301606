using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A region's credentials in the wrong hands: what they can say is about itself, and bounded.</summary>
public sealed class RegionHostileTests
{
    [SoakFact]
    public async Task A_stolen_region_costs_only_itself()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        var (top, eu) = (fleet.HubOf("kse"), fleet.HubOf("eu"));
        await top.StartAsync(token);
        await eu.JoinAsync(await top.RegionTokenAsync(token), token);
        await fleet.StartEdgeAsync("hq", await top.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "ready") == "1", token);
        await RegionSite.UntilAsync(eu, ["get", "policies"], o => o.Contains("shop", StringComparison.Ordinal), token);
        await eu.Process!.StopAsync(token);
        using var identity = DeviceIdentity.Open(Path.Combine(eu.State, "parent"));
        await using var thief = Connect(identity, "eu");

        // Nobody else is in reach.
        var denied = new List<string>();
        thief.ServerError += (_, e) => { lock (denied) denied.Add(e.Error); return ValueTask.CompletedTask; };
        await using var overheard = await thief.SubscribeCoreAsync<byte[]>("kse.down.hq.>", cancellationToken: token);
        await thief.PublishAsync(Subjects.Report("hq"), "{}", cancellationToken: token);
        await thief.PublishAsync("$KV.kse-desired.hq", "{}", cancellationToken: token);
        await thief.PingAsync(token);
        await thief.PingAsync(token);
        lock (denied)
            Assert.Equal(3, denied.Count(error => error.Contains("permissions violation", StringComparison.OrdinalIgnoreCase)));

        // Numbers and lists that cannot be are refused, each with what is wrong; nulls where a record has none before anything is looked at.
        foreach (var (fleetPartial, rollout) in Absurd())
        {
            var reply = await ReportAsync(thief, "eu", "default.shop", fleetPartial, rollout, token);
            Assert.True(reply.Contains("not believed", StringComparison.Ordinal) || reply.Contains("cannot be read", StringComparison.Ordinal), $"{fleetPartial} {rollout}: {reply}");
        }

        // A policy that its tree does not name is dropped, nulls where none may be are refused or dropped, and of facts that cannot be nothing is taken.
        var before = await Site.SequencesAsync(fleet, token);
        Assert.DoesNotContain("\"refused\":\"what", await ReportAsync(thief, "eu", "default.other", """{"totals":{"desired":1}}""", null, token), StringComparison.Ordinal);
        await ReportAsync(thief, "eu", "default.shop", "null", "null", token, raw: """{"edge":"eu","reports":[{"report":null}]}""");
        await ReportAsync(thief, "eu", "default.shop", "null", "null", token, raw: """{"edge":"eu","reports":null}""");
        foreach (var facts in new[] { """{"edges":2000000000,"regions":0,"labelSets":[{"labels":{},"edges":2000000000}]}""", """{"edges":-1,"regions":0,"labelSets":[]}""", """{"edges":1,"regions":0,"labelSets":[]}""", """{"memory":1}""" })
            await AskAsync(thief, Subjects.Facts("eu"), $$$"""{"edge":"eu","properties":{{{facts}}}}""", token);
        var after = await Site.SequencesAsync(fleet, token);
        Assert.Equal(before[Buckets.Partials], after[Buckets.Partials]);
        Assert.Equal(before[Buckets.Edges], after[Buckets.Edges]);

        // What is not absurd is believed of itself, and everybody else is served as before.
        Assert.DoesNotContain("not believed", await ReportAsync(thief, "eu", "default.shop", """{"totals":{"desired":1000}}""", null, token), StringComparison.Ordinal);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "2")));
        (await top.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "hq", "\"value\":\"2\"", token);
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "desired") == "1001" && RegionSite.Raw(RegionSite.Summary(o), "value", "objects") == "1", token);
        Assert.False(top.Process!.HasExited);
    }

    [SoakFact]
    public async Task What_only_a_region_may_say_is_not_believed_of_an_edge()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var top = fleet.HubOf("kse");
        await top.StartAsync(token);
        var edge = await fleet.StartEdgeAsync("liar", await top.TokenAsync(token, "kind=store"), token);
        (await top.CliAsync(token, "apply", "-f", Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1"))))).Ok();
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "ready") == "1", token);
        await edge.StopAsync(token);
        using var identity = DeviceIdentity.Open(fleet.EdgeState("liar"));
        await using var liar = Connect(identity, "liar");

        var reply = await ReportAsync(liar, "liar", "default.shop", """{"totals":{"desired":5000,"ready":5000}}""", """{"manifest":"PLACEHOLDER","phase":"complete","waves":[]}""".Replace("PLACEHOLDER", new string('a', 64), StringComparison.Ordinal), token);

        Assert.Contains("9000000000000", reply, StringComparison.Ordinal); // taken, as the report of one edge
        await RegionSite.UntilAsync(top, ["get", "summary", "shop", "-o", "json"], o => RegionSite.Raw(RegionSite.Summary(o), "totals", "ready") != "1", token);
        Assert.Equal("1", RegionSite.Raw(RegionSite.Summary((await top.CliAsync(token, "get", "summary", "shop", "-o", "json")).Ok()), "totals", "desired"));
    }

    private static IEnumerable<(string? Fleet, string? Rollout)> Absurd()
    {
        var digest = new string('a', 64);
        yield return ("""{"totals":{"desired":-1}}""", null);
        yield return ("""{"totals":{"desired":2147483647}}""", null);
        yield return ("""{"totals":{"desired":1,"ready":2}}""", null);
        yield return ("""{"totals":{"desired":1,"held":-5}}""", null);
        yield return ("""{"totals":null}""", null);
        yield return ("""{"totals":{"desired":1},"groups":null}""", null);
        yield return ("""{"totals":{"desired":1},"groups":[null]}""", null);
        yield return ("""{"totals":{"desired":1},"groups":[{"by":"region","name":"eu","totals":null}]}""", null);
        yield return ("""{"totals":{"desired":1},"waves":[{"rule":-1,"name":"a","totals":{}}]}""", null);
        yield return ("""{"totals":{"desired":1},"failures":[{"edge":null,"what":"x"}]}""", null);
        yield return ($$"""{"totals":{"desired":1},"bundles":[{"bundle":"{{digest}}","wanted":2}]}""", null);
        yield return ($$"""{"totals":{"desired":1},"bundles":[{"bundle":"{{digest}}","missing":null}]}""", null);
        yield return ("{\"totals\":{\"desired\":1},\"groups\":[" + string.Join(',', Enumerable.Range(0, 257).Select(i => $$$"""{"by":"region","name":"{{{i}}}","totals":{}}""")) + "]}", null);
        yield return (null, $$$"""{"manifest":"{{{digest}}}","waves":[{"rule":0,"totals":{"all":1,"ready":2}}]}""");
        yield return (null, $$$"""{"manifest":"{{{digest}}}","waves":[{"rule":0,"totals":{"all":2147483647}}]}""");
        yield return (null, $$"""{"manifest":"{{digest}}","waves":[{"rule":0,"totals":null}]}""");
        yield return (null, $$"""{"manifest":"{{digest}}","waves":null}""");
        yield return (null, $$"""{"manifest":"{{digest}}","message":"{{new string('x', 5000)}}"}""");
    }

    private static NatsConnection Connect(DeviceIdentity identity, string edge)
    {
        var credentials = identity.Credentials();
        return new NatsConnection(new NatsOpts
        {
            Url = identity.Pin!.HubUrls[0],
            AuthOpts = new NatsAuthOpts { Jwt = credentials.Jwt, Seed = credentials.Seed },
            InboxPrefix = Subjects.EdgeInboxPrefix(edge),
        });
    }

    private static async Task<string> ReportAsync(NatsConnection connection, string edge, string policy, string? fleet, string? rollout, CancellationToken token, string? raw = null)
    {
        if (raw is not null)
            return await AskAsync(connection, Subjects.Report(edge), raw, token);
        const long sequence = 9_000_000_000_000;
        var key = PolicyKey.Parse(policy);
        var message = new ReportMessage
        {
            Edge = edge,
            Reports =
            [
                new ReportDelta
                {
                    Report = new ReportRecord { Edge = edge, Policy = key, Manifest = Digest.Of("another"u8), Epoch = 1, Revision = 1, Sequence = sequence, Objects = [] },
                    Partial = new PartialRecord { Edge = edge, Policy = key, Bundle = default, Sequence = sequence },
                },
            ],
        };
        var node = JsonSerializer.SerializeToNode(message, ContractsJson.Default.ReportMessage)!;
        var partial = node["reports"]![0]!["partial"]!.AsObject();
        if (fleet is not null)
            partial["fleet"] = JsonNode.Parse(fleet);
        if (rollout is not null)
            partial["rollout"] = JsonNode.Parse(rollout);
        return await AskAsync(connection, Subjects.Report(edge), node.ToJsonString(), token);
    }

    private static async Task<string> AskAsync(NatsConnection connection, string subject, string body, CancellationToken token)
    {
        var reply = await connection.RequestAsync<string, string>(subject, body, cancellationToken: token);
        return $"{reply.Data} {reply.Headers?[Headers.Error]}";
    }
}
