using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway.Upsync;

public sealed class UpsyncDeskTests
{
    private static readonly PolicyKey Policy = new("default", "telemetry");
    private static readonly UpsyncRule Rule = new() { Kinds = ["Measurement.sensors.example.com"], Namespaces = ["shop"] };

    private long _sequence;

    [Fact]
    public async Task An_index_comes_first_then_changes_and_all_is_durable_when_it_is_acknowledged()
    {
        await using var world = await WorldAsync();
        Assert.Equal([Policy.ToString()], (await SendAsync(world, Change([Item("fridge", "1")]))).Resync);
        Assert.Empty(await KeysAsync(world));

        var told = await SendAsync(world, Index(Item("fridge", "1"), Item("oven", "2")));
        Assert.Equal(["fridge", "oven"], told.Wanted[Policy.ToString()].Select(key => key.Name));
        var reply = await SendAsync(world, Change([Item("fridge", "1"), Item("oven", "2")]));
        Assert.Equal(_sequence, reply.Durable[Policy.ToString()]);
        Assert.Equal(["fridge", "oven"], await KeysAsync(world));
        await SendAsync(world, Change([Item("fridge", "3")], "oven"));
        Assert.Equal(["fridge"], await KeysAsync(world));
        var record = await world.Get<IHubUpsync>().ReadAsync("e1", Policy, Key("fridge"), default);
        Assert.Equal(("e1", "3", world.Time.GetUtcNow()), (record!.Edge, record.Object.GetProperty("spec").GetRawText(), record.ArrivedAt));
    }

    [Fact]
    public async Task An_older_part_never_wins_over_a_newer_one()
    {
        await using var world = await WorldAsync();
        await SendAsync(world, Index());
        var late = Change([Item("fridge", "old")]);
        await SendAsync(world, Change([Item("fridge", "9")]));
        var reply = await SendAsync(world, late);
        Assert.Equal(_sequence, reply.Durable[Policy.ToString()]);
        Assert.Equal("9", (await world.Get<IHubUpsync>().ReadAsync("e1", Policy, Key("fridge"), default))!.Object.GetProperty("spec").GetRawText());
    }

    [Fact]
    public async Task What_an_index_does_not_name_goes_and_what_the_hub_has_is_not_asked_for_again()
    {
        var buckets = MemoryBuckets.Made(TimeProvider.System);
        await using (var world = await WorldAsync(buckets))
        {
            await SendAsync(world, Index());
            await SendAsync(world, Change([Item("fridge", "1"), Item("oven", "2"), Item("lamp", "3")]));
        }

        await using var again = await WorldAsync(buckets);
        await GatewayWorld.UntilAsync(() => again.Get<IHubUpsync>().OfEdge("e1").Count == 3);
        var reply = await SendAsync(again, Index(Item("fridge", "1"), Item("oven", "9")));
        Assert.Equal([Key("oven")], reply.Wanted[Policy.ToString()]);
        Assert.Equal(["fridge", "oven"], await KeysAsync(again));
    }

    [Fact]
    public async Task A_device_that_was_set_up_anew_counts_from_the_beginning()
    {
        await using var world = await WorldAsync();
        _sequence = 5000;
        await SendAsync(world, Index());
        await SendAsync(world, Change([Item("fridge", "1")]));
        _sequence = 0;
        Assert.Equal([Policy.ToString()], (await SendAsync(world, Change([Item("fridge", "2")]), "p-2")).Resync);
        await SendAsync(world, Index(Item("fridge", "2")), "p-2");
        await SendAsync(world, Change([Item("fridge", "2")]), "p-2");
        Assert.Equal("2", (await world.Get<IHubUpsync>().ReadAsync("e1", Policy, Key("fridge"), default))!.Object.GetProperty("spec").GetRawText());
    }

    [Fact]
    public async Task A_stolen_edge_speaks_for_itself_only_and_of_what_its_own_tree_asks_for()
    {
        await using var world = await WorldAsync();
        world.Inventory.Add("e2");
        await SendAsync(world, Index());
        Assert.Contains("another edge", (await world.Handler.UpsyncAsync("e1", new UpsyncMessage { Edge = "e2", Parts = [] }, default)).Refused, StringComparison.Ordinal);
        Assert.Contains("not in the inventory", (await world.Handler.UpsyncAsync("e9", new UpsyncMessage { Edge = "e9", Parts = [] }, default)).Refused, StringComparison.Ordinal);
        Assert.Contains("does not have the policy", (await world.Handler.UpsyncAsync("e2", new UpsyncMessage { Edge = "e2", Parts = [Index()] }, default)).Denied[Policy.ToString()], StringComparison.Ordinal);
        var other = await SendAsync(world, Index() with { Policy = new PolicyKey("default", "other") });
        Assert.Equal(["default.other"], other.Denied.Keys);

        var kind = Item("x", "1") with { Key = new ObjectKey("", "ConfigMap", "shop", "x"), Object = Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","namespace":"shop"}}""") };
        var space = Item("x", "1", "elsewhere");
        var secret = kind with { Key = new ObjectKey("", "Secret", "shop", "x"), Object = Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x","namespace":"shop"}}""") };
        foreach (var item in new[] { kind, space, secret })
        {
            var reply = await SendAsync(world, Change([item with { Digest = DigestOf(item.Object) }, Item("good", $"{_sequence}")]));
            Assert.Equal([item.Key.ToString()], reply.Rejected[Policy.ToString()].Keys);
        }

        Assert.Equal(["good"], await KeysAsync(world));
        Assert.Equal([Key("x", "elsewhere").ToString()], (await SendAsync(world, Index(Item("good", "1"), space))).Rejected[Policy.ToString()].Keys);
    }

    [Fact]
    public async Task What_lies_about_itself_is_refused_whole()
    {
        await using var world = await WorldAsync();
        await SendAsync(world, Index());
        var good = Item("good", "1");
        UpsyncItem[] lies =
        [
            good with { Key = Key("bad"), Digest = Digest.Of("x"u8), Object = Item("bad", "1").Object },
            good with { Key = Key("another") },
            good with { Key = Key("none"), Object = Parse("[]") },
            Item("bad", "1") with { Sequence = 0 },
        ];
        foreach (var lie in lies)
        {
            Assert.NotEqual("", (await SendAsync(world, Change([good, lie]))).Refused);
        }

        Assert.NotEqual("", (await SendAsync(world, Change([good]) with { Sequence = 0 })).Refused);
        Assert.NotEqual("", (await SendAsync(world, Index() with { Index = new() { ["no key"] = good.Digest } })).Refused);
        Assert.NotEqual("", (await world.Handler.UpsyncAsync("e1", new UpsyncMessage { Edge = "e1", Parts = [Index(), Index()] }, default)).Refused);
        Assert.Empty(await KeysAsync(world));
    }

    [Fact]
    public async Task A_flood_costs_no_more_than_the_limits()
    {
        await using var world = await WorldAsync();
        await SendAsync(world, Index());
        var large = Item("large", "\"" + new string('x', UpsyncLimits.ObjectBytes) + "\"");
        Assert.Contains("are allowed", (await SendAsync(world, Change([large]))).Rejected[Policy.ToString()][large.Key.ToString()], StringComparison.Ordinal);

        var many = Enumerable.Range(0, UpsyncLimits.Objects + 5).Select(i => Item($"m{i:0000}", "1")).ToArray();
        Assert.Equal(5, (await SendAsync(world, Change(many))).Rejected[Policy.ToString()].Count);
        Assert.Contains("are allowed", (await SendAsync(world, Index(many))).Refused, StringComparison.Ordinal);

        await SendAsync(world, Index());
        var heavy = "\"" + new string('x', UpsyncLimits.ObjectBytes / 2) + "\"";
        var sent = Enumerable.Range(0, 80).Select(i => Item($"h{i:00}", heavy)).ToArray();
        var rejected = (await SendAsync(world, Change(sent))).Rejected[Policy.ToString()];
        Assert.Equal(80 - (int)(UpsyncLimits.PolicyBytes / sent[0].Object.GetRawText().Length), rejected.Count);
    }

    [Fact]
    public async Task What_no_root_asks_for_any_more_goes()
    {
        await using var world = await WorldAsync();
        await SendAsync(world, Index());
        await SendAsync(world, Change([Item("fridge", "1"), Item("oven", "2")]));
        Publish(world, 2, Rule with { Names = ["oven"] });
        await GatewayWorld.UntilAsync(() => world.Get<IHubUpsync>().OfEdge("e1").Count == 1);
        Assert.Equal(["oven"], await KeysAsync(world));

        Tell(world, world.Desired.Publish("e1", 1, 3));
        await GatewayWorld.UntilAsync(() => world.Get<IHubUpsync>().OfEdge("e1").Count == 0);
        Assert.Empty(await KeysAsync(world));
        Publish(world, 4, Rule);
        await SendAsync(world, Index());
        await SendAsync(world, Change([Item("fridge", "1")]));
        Tell(world, world.Desired.Remove("e1"));
        await GatewayWorld.UntilAsync(() => world.Get<IHubUpsync>().OfEdge("e1").Count == 0);
        Assert.Empty(await KeysAsync(world));
    }

    [Fact]
    public async Task A_hub_that_lost_its_bucket_or_its_memory_asks_by_the_next_heartbeat()
    {
        await using var world = await WorldAsync();
        var beat = new HeartbeatMessage { Edge = "e1", RootDigest = world.Desired.Root("e1")!.Digest };
        await GatewayWorld.UntilAsync(() => world.Handler.Heartbeat("e1", beat).Upsync is not null);
        Assert.Equal([Policy.ToString()], world.Handler.Heartbeat("e1", beat).Upsync!);
        await SendAsync(world, Index());
        await SendAsync(world, Change([Item("fridge", "1")]));
        Assert.Null(world.Handler.Heartbeat("e1", beat).Upsync);

        world.Buckets.Of(Buckets.Upsync).Wipe();
        foreach (var keeper in world.GetAll<IHubReload>())
        {
            await keeper.ReloadAsync(Buckets.Upsync, repaired: true, default);
        }

        Assert.Empty(world.Get<IHubUpsync>().OfEdge("e1"));
        Assert.Equal([Policy.ToString()], world.Handler.Heartbeat("e1", beat).Upsync!);
        Assert.Equal([Key("fridge")], (await SendAsync(world, Index(Item("fridge", "1")))).Wanted[Policy.ToString()]);
    }

    [Fact]
    public async Task While_the_bucket_is_away_nothing_is_acknowledged()
    {
        await using var world = await WorldAsync();
        await SendAsync(world, Index());
        world.Buckets.Of(Buckets.Upsync).Fault = () => new BucketUnavailableException("away");
        var part = Change([Item("fridge", "1")]);
        await Assert.ThrowsAsync<BucketUnavailableException>(() => SendAsync(world, part));
        world.Buckets.Of(Buckets.Upsync).Fault = null;
        Assert.Equal(part.Sequence, (await SendAsync(world, part)).Durable[Policy.ToString()]);
        Assert.Equal(["fridge"], await KeysAsync(world));
    }

    private static async Task<GatewayWorld> WorldAsync(MemoryBuckets? buckets = null)
    {
        var world = new GatewayWorld(buckets: buckets);
        world.Inventory.Add("e1");
        var manifest = world.Desired.Manifest(Asking(Rule));
        var change = world.Desired.Publish("e1", 1, 1, (Policy, manifest));
        await world.StartAsync();
        Tell(world, change);
        return world;
    }

    private static ManifestRecord Asking(UpsyncRule rule) => new() { Policy = Policy, Bundle = Digest.Of("b"u8), Upsync = [rule], Objects = [] };

    private static void Publish(GatewayWorld world, long revision, UpsyncRule rule) =>
        Tell(world, world.Desired.Publish("e1", 1, revision, (Policy, world.Desired.Manifest(Asking(rule)))));

    private static void Tell(GatewayWorld world, RootChange change)
    {
        foreach (var observer in world.GetAll<IRootObserver>())
        {
            observer.RootsPublished([change]);
        }
    }

    private static Task<UpsyncReply> SendAsync(GatewayWorld world, UpsyncPart part, string process = "p-1") =>
        world.Handler.UpsyncAsync("e1", new UpsyncMessage { Edge = "e1", Process = process, Parts = [part] }, default);

    private UpsyncPart Index(params UpsyncItem[] items) => new() { Policy = Policy, Sequence = ++_sequence, Index = new(items.ToDictionary(item => item.Key.ToString(), item => item.Digest)) };

    private UpsyncPart Change(UpsyncItem[] items, params string[] removed) => new() { Policy = Policy, Sequence = ++_sequence, Objects = items, Removed = [.. removed.Select(name => Key(name))] };

    private static ObjectKey Key(string name, string space = "shop") => new("sensors.example.com", "Measurement", space, name);

    private static UpsyncItem Item(string name, string spec, string space = "shop")
    {
        var item = Parse($$"""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"{{name}}","namespace":"{{space}}"},"spec":{{(spec == "old" ? "0" : spec)}} }""");
        return new UpsyncItem(Key(name, space), DigestOf(item), 1, default, item);
    }

    private static Digest DigestOf(JsonElement item) => Digest.Of(CanonicalJson.Canonicalize(item));

    private static JsonElement Parse(string text) => CanonicalJson.Parse(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text)));

    private static async Task<string[]> KeysAsync(GatewayWorld world) =>
        [.. (await world.Buckets.Of(Buckets.Upsync).LoadAsync(default)).Select(entry => JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.UpsyncedRecord)!.Key.Name).Order(StringComparer.Ordinal)];
}
