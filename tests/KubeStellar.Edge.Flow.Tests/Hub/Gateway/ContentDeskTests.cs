using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class ContentDeskTests
{
    private static readonly PolicyKey Policy = GatewayWorld.Policy;
    private static readonly Digest Bundle = Digest.Of("bundle"u8);

    [Fact]
    public async Task Answers_what_hangs_from_the_askers_root_and_denies_the_rest()
    {
        await using var world = new GatewayWorld();
        var (mine, his) = (Store(world, "{\"mine\":1}"), Store(world, "{\"his\":1}"));
        var manifest = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, mine));
        var other = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, his));
        world.Desired.Store(Bundle, "bundle"u8.ToArray());
        world.Desired.Publish("e1", 1, 1, (Policy, manifest));
        world.Desired.Publish("e2", 1, 2, (Policy, other));

        var frame = await world.Handler.GetAsync("e1", new GetRequest { Root = true, Digests = [manifest, mine, his, other, Bundle] }, default);

        Assert.Equal([manifest, mine], frame.Parts.Select(part => part.Key));
        Assert.Equal([his, other, Bundle], frame.Denied);
        Assert.Equal("e1", JsonSerializer.Deserialize(frame.Root.Span, ContractsJson.Default.SignedRoot)!.Root.GetProperty("edge").GetString());
        Assert.Equal("{\"mine\":1}", Encoding.UTF8.GetString(frame.Parts[1].Stored.Span));
    }

    [Fact]
    public async Task A_bundle_goes_only_to_edges_whose_policy_reduces_and_chunks_to_whom_the_whole_goes()
    {
        await using var world = new GatewayWorld();
        var large = new byte[2_000_000];
        new Random(7).NextBytes(large);
        var stored = ContentEncoding.Encode(large);
        foreach (var (key, bytes) in stored)
            world.Desired.Store(key, bytes);
        world.Desired.Store(Bundle, "bundle"u8.ToArray());
        var manifest = world.Desired.Manifest(Policy, Bundle, true, (GatewayWorld.Key, stored[^1].Key));
        world.Desired.Publish("e1", 1, 1, (Policy, manifest));
        world.Desired.Publish("e2", 1, 1);

        var wanted = stored.Select(part => part.Key).Prepend(Bundle).ToList();
        var got = new List<Digest>();
        var asked = wanted;
        while (asked.Count > 0)
        {
            var frame = await world.Handler.GetAsync("e1", new GetRequest { Digests = asked }, default);
            Assert.Empty(frame.Denied);
            Assert.InRange(frame.Encode().Length, 1, 900 * 1024);
            got.AddRange(frame.Parts.Select(part => part.Key));
            asked = [.. frame.More];
        }

        Assert.Equal(wanted, got);
        Assert.Equal(wanted, (await world.Handler.GetAsync("e2", new GetRequest { Digests = wanted }, default)).Denied);
    }

    [Fact]
    public async Task An_asker_with_a_slow_link_gets_what_it_asked_for_in_pieces_as_small_as_it_likes()
    {
        await using var world = new GatewayWorld();
        var contents = Enumerable.Range(0, 10).Select(i => Store(world, "{\"n\":" + i + ",\"text\":\"" + new string('x', 3000) + "\"}")).ToList();
        world.Desired.Publish("e1", 1, 1, (Policy, world.Desired.Manifest(Policy, Bundle, false, [.. contents.Select((content, i) => (GatewayWorld.Key with { Name = "n" + i }, content))])));

        var got = new List<Digest>();
        var asked = contents;
        while (asked.Count > 0)
        {
            var frame = await world.Handler.GetAsync("e1", new GetRequest { Digests = asked, Bytes = 8000 }, default);
            Assert.InRange(frame.Parts.Count, 1, 2);
            got.AddRange(frame.Parts.Select(part => part.Key));
            asked = [.. frame.More];
        }

        Assert.Equal(contents, got);
        Assert.Single((await world.Handler.GetAsync("e1", new GetRequest { Digests = contents, Bytes = 1 }, default)).Parts);
    }

    [Fact]
    public async Task Sealed_values_go_to_whose_root_names_them_chunks_included()
    {
        await using var world = new GatewayWorld();
        var large = new byte[2_000_000];
        new Random(7).NextBytes(large);
        var stored = ContentEncoding.Encode(large);
        foreach (var (key, bytes) in stored)
            world.Desired.Store(key, bytes);
        var content = Store(world, "{}");
        var manifest = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, content));
        var data = new DataKey(new string('A', DataKey.IdLength), stored[^1].Key, "AAAA");
        world.Desired.Publish("e1", root => root with { DataKeys = new() { [content.ToString()] = data.ToString() }, ExchangeKey = "AAAA", WrappedFor = "AAAA" }, 1, 1, (Policy, manifest));
        world.Desired.Publish("e2", 1, 2, (Policy, manifest));

        var wanted = stored.Select(part => part.Key).ToList();
        Assert.Empty((await world.Handler.GetAsync("e1", new GetRequest { Digests = wanted }, default)).Denied);
        Assert.Equal(wanted, (await world.Handler.GetAsync("e2", new GetRequest { Digests = wanted }, default)).Denied);
    }

    [Fact]
    public async Task Ten_thousand_edges_of_one_manifest_cost_one_set()
    {
        await using var world = new GatewayWorld();
        var content = Store(world, "{}");
        var manifest = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, content));
        for (var edge = 0; edge < 10_000; edge++)
        {
            world.Desired.Publish($"e{edge}", 1, edge + 1, (Policy, manifest));
            Assert.Single((await world.Handler.GetAsync($"e{edge}", new GetRequest { Digests = [content] }, default)).Parts);
        }

        Assert.Equal(1, world.Get<TreeSets>().Count);
        Assert.Equal(1, world.Desired.ManifestReads);
    }

    [Fact]
    public async Task A_root_that_is_stored_and_not_yet_known_here_counts_and_asking_is_bounded()
    {
        await using var world = new GatewayWorld();
        var (old, next) = (Store(world, "{\"a\":1}"), Store(world, "{\"a\":2}"));
        var before = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, old));
        var after = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, next));
        world.Desired.Publish("e1", 1, 1, (Policy, before));
        var pushed = SideDesired.Make("e1", 1, 2, (Policy, after));
        await world.Buckets.Of(Buckets.Desired).PutAsync("e1", pushed.Signed, null, default);

        Assert.Equal([after, next], (await world.Handler.GetAsync("e1", new GetRequest { Digests = [after, next] }, default)).Parts.Select(part => part.Key));

        // An edge asks for contents at once after the manifests: the root just seen serves it, though this process still does not know it.
        Assert.Equal([next], (await world.Handler.GetAsync("e1", new GetRequest { Digests = [next] }, default)).Parts.Select(part => part.Key));

        // What hangs from no root that was seen is put off, since a newer one may name it, and the bucket is asked at a bounded rate.
        var stranger = Store(world, "{\"a\":3}");
        Assert.Equal([stranger], (await world.Handler.GetAsync("e1", new GetRequest { Digests = [stranger] }, default)).More);
        world.Time.Advance(TimeSpan.FromMilliseconds(60));
        Assert.Equal([stranger], (await world.Handler.GetAsync("e1", new GetRequest { Digests = [stranger] }, default)).Denied);
    }

    [Fact]
    public async Task What_is_named_and_not_there_is_missing()
    {
        await using var world = new GatewayWorld();
        var content = Digest.Of("never stored"u8);
        var manifest = world.Desired.Manifest(Policy, Bundle, false, (GatewayWorld.Key, content));
        world.Desired.Publish("e1", 1, 1, (Policy, manifest), (new PolicyKey("default", "lost"), Digest.Of("lost manifest"u8)));

        var frame = await world.Handler.GetAsync("e1", new GetRequest { Digests = [content, Digest.Of("lost manifest"u8), Digest.Of("perhaps in it"u8)] }, default);
        Assert.Equal(3, frame.Missing.Count);
        Assert.Empty(frame.Denied);
    }

    private static Digest Store(GatewayWorld world, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        world.Desired.Store(Digest.Of(bytes), bytes);
        return Digest.Of(bytes);
    }
}
