using System.Text;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Ingest.Sources;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Sources;

public sealed class SourceFeedTests
{
    private const string Dir = "dir:/srv/apps";
    private const string Cluster = "kubernetes";
    private readonly HubWorld _world = new();

    public SourceFeedTests()
    {
        _world.Sources.AddRange([new FakeSource(Dir), new FakeSource(Cluster)]);
        _world.Policies["good"] = _world.Policies["better"] = new FakePolicy();
        _world.Policies["bad"] = new FakePolicy { LoadFault = new PolicyFault("Threw", "x is undefined", "p.js:3:7") };
    }

    [Fact]
    public async Task What_a_source_brings_says_so_also_after_a_restart_and_the_same_again_writes_nothing()
    {
        using (var hub = await _world.StartAsync())
        {
            var outcome = await Feed(hub, Dir).HandAsync(Whole([Object("a"), Object("b")], [Policy("p", "good")]), default);
            Assert.Equal((3, 0, 0, 0), (outcome.Created, outcome.Configured, outcome.Deleted, outcome.Refused.Count));
            _world.Buckets.Clear();
            outcome = await Feed(hub, Dir).HandAsync(Whole([Object("a"), Object("b")], [Policy("p", "good")]), default);
            Assert.Equal((3, false), (outcome.Unchanged, outcome.Changed));
            Assert.Equal(0, _world.Buckets.WritesTo([.. Buckets.All]));
        }

        using var again = await _world.StartAsync();
        Assert.All(again.Inventory.Workloads, record => Assert.Equal(Dir, record.Source));
        Assert.Equal(["p"], Feed(again, Dir).Holdings().Policies.Keys);
        Assert.Equal(["a", "b"], Feed(again, Dir).Holdings().Objects.Keys.Select(key => key.Name).Order());
        Assert.Equal(0, Feed(again, Cluster).Holdings().Count);
    }

    [Fact]
    public async Task A_whole_change_with_one_fault_is_refused_whole_and_nothing_is_removed()
    {
        using var hub = await _world.StartAsync();
        await Feed(hub, Dir).HandAsync(Whole([Object("a")], []), default);
        _world.Buckets.Clear();
        var outcome = await Feed(hub, Dir).HandAsync(Whole([Object("b"), new ApplyObject("c.yaml: document 1", Json("{}"), null)], []) with { GoneObjects = [Key("a")] }, default);
        var refusal = Assert.Single(outcome.Refused);
        Assert.Equal("", refusal.Item);
        Assert.Contains(refusal.Faults, fault => fault.Source == "c.yaml: document 1");
        Assert.Equal(0, _world.Buckets.WritesTo([.. Buckets.All]));
        Assert.Equal(["a"], hub.Inventory.Workloads.Select(record => record.Key.Name));
    }

    [Fact]
    public async Task One_bad_object_of_many_keeps_only_itself()
    {
        using var hub = await _world.StartAsync();
        var objects = Enumerable.Range(0, 200).Select(i => i == 77 ? new ApplyObject("bad", Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Bad Name"}}"""), null) : Object($"o{i}")).ToList();
        var outcome = await Feed(hub, Cluster).HandAsync(new SourceChange { Objects = objects, Policies = [Policy("p", "bad"), Policy("q", "good")] }, default);
        Assert.Equal(["bad", "p.js"], outcome.Refused.Select(refusal => refusal.Item));
        Assert.Contains("p.js:3:7", outcome.Refused[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(199 + 1, outcome.Created);
        Assert.Equal(["q"], hub.Inventory.Policies.Select(policy => policy.Name));
    }

    [Fact]
    public async Task A_refused_policy_leaves_the_running_one()
    {
        using var hub = await _world.StartAsync();
        await Feed(hub, Cluster).HandAsync(new SourceChange { Policies = [Policy("p", "good")] }, default);
        var running = hub.Inventory.Policies.Single();
        var outcome = await Feed(hub, Cluster).HandAsync(new SourceChange { Policies = [Policy("p", "bad")] }, default);
        Assert.Equal("invalid", Assert.Single(outcome.Refused).Code);
        Assert.Equal(running, hub.Inventory.Policies.Single());
    }

    [Fact]
    public async Task Nobody_overwrites_or_removes_what_somebody_else_brought()
    {
        using var hub = await _world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("people", "1"));
        await Feed(hub, Dir).HandAsync(Whole([Object("mine", "1")], []), default);

        var refusal = Assert.Single((await Feed(hub, Cluster).HandAsync(new SourceChange { Objects = [Object("people", "2")], GoneObjects = [Key("mine")] }, default)).Refused);
        Assert.Equal("conflict", refusal.Code);
        Assert.Contains("kse apply", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains(Cluster, refusal.ToString(), StringComparison.Ordinal);

        refusal = Assert.Single((await Feed(hub, Cluster).HandAsync(new SourceChange { Objects = [Object("mine", "2")] }, default)).Refused);
        Assert.Contains(Dir, refusal.ToString(), StringComparison.Ordinal);

        var reply = await hub.TryApplyAsync(Objects.ConfigMap("mine", "2"));
        Assert.Equal("conflict", reply.Error!.Code);
        Assert.Contains(Dir, Assert.Single(reply.Error.Details).Message, StringComparison.Ordinal);
        reply = await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [Key("mine")] }, default);
        Assert.Equal("conflict", reply.Error!.Code);
        Assert.Equal(["mine", "people"], hub.Inventory.Workloads.Select(record => record.Key.Name).Order());
        Assert.All(hub.Inventory.Workloads, record => Assert.Equal(1, record.Generation));
    }

    [Fact]
    public async Task The_same_content_passes_from_people_to_a_source_and_needs_no_new_generation()
    {
        using var hub = await _world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("a", "1"));
        var outcome = await Feed(hub, Dir).HandAsync(Whole([Object("a", "1")], []), default);
        Assert.Empty(outcome.Refused);
        Assert.Equal((Dir, 1L), (hub.Inventory.Workloads.Single().Source, hub.Inventory.Workloads.Single().Generation));

        // People who apply just the same again take nothing away.
        Assert.Null((await hub.TryApplyAsync(Objects.ConfigMap("a", "1"))).Error);
        Assert.Equal(Dir, hub.Inventory.Workloads.Single().Source);
    }

    [Fact]
    public async Task What_people_applied_passes_to_a_source_whose_owner_says_so_and_nothing_else_does()
    {
        using var hub = await _world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("a", "1"));
        await Feed(hub, Dir).HandAsync(Whole([Object("b", "1")], []), default);
        var change = new SourceChange { Objects = [Object("a", "2"), Object("b", "2")], TakesOver = new HashSet<string> { Object("a").Source, Object("b").Source } };
        var refusal = Assert.Single((await Feed(hub, Cluster).HandAsync(change, default)).Refused);
        Assert.Equal(Object("b").Source, refusal.Item);
        Assert.Equal((Cluster, 2L), (hub.Inventory.Workload("default", Key("a"))!.Source, hub.Inventory.Workload("default", Key("a"))!.Generation));
        Assert.Equal((Dir, 1L), (hub.Inventory.Workload("default", Key("b"))!.Source, hub.Inventory.Workload("default", Key("b"))!.Generation));
    }

    [Fact]
    public async Task What_a_source_brought_that_the_hub_has_no_more_stays_and_is_anybodys()
    {
        using (var hub = await _world.StartAsync())
        {
            await Feed(hub, Dir).HandAsync(Whole([Object("a"), Object("b")], []), default);
        }

        _world.Sources.RemoveAll(source => source.Id == Dir);
        using var again = await _world.StartAsync();
        Assert.Equal(2, again.Inventory.Workloads.Count);
        Assert.Null((await again.TryApplyAsync(Objects.ConfigMap("a", "2"))).Error);
        Assert.Empty((await Feed(again, Cluster).HandAsync(new SourceChange { Objects = [Object("b")] }, default)).Refused);
        Assert.Equal([null, Cluster], again.Inventory.Workloads.OrderBy(record => record.Key).Select(record => record.Source));
    }

    [Fact]
    public async Task A_library_that_another_policy_imports_stays_and_is_named()
    {
        Assert.True(LibraryReference.TryParse("tiers@1.0.0", out var library));
        _world.Policies[KubeStellar.Edge.Flow.Hub.Ingest.LibraryCheck.ProbeOf(library)] = new FakePolicy();
        _world.Policies["import 'tiers@1.0.0';"] = new FakePolicy();
        using var hub = await _world.StartAsync();
        var bundle = new PolicyBundle { Main = "index.js", Files = new() { ["index.js"] = "a" } };
        await Feed(hub, Dir).HandAsync(Whole([], []) with { Libraries = [new ApplyLibrary("index.js", "tiers", "1.0.0", bundle)] }, default);
        Assert.Null((await hub.TryPolicyAsync("p", "import 'tiers@1.0.0';")).Error);

        var outcome = await Feed(hub, Dir).HandAsync(Whole([], []) with { GoneLibraries = [library] }, default);
        Assert.Contains("the policy p", Assert.Single(outcome.Refused).ToString(), StringComparison.Ordinal);
        Assert.Single(hub.Inventory.Libraries);
    }

    [Fact]
    public async Task A_hub_that_holds_takes_nothing_and_says_later()
    {
        using var hub = await _world.StartAsync();
        hub.Hold.Set("the mirror is damaged");
        var outcome = await Feed(hub, Dir).HandAsync(Whole([Object("a")], []), default);
        Assert.Contains("the mirror is damaged", outcome.Later, StringComparison.Ordinal);
        Assert.Empty(hub.Inventory.Workloads);
    }

    [Fact]
    public async Task What_a_source_says_is_remembered_and_told_once()
    {
        using (var hub = await _world.StartAsync())
        {
            var feed = Feed(hub, Cluster);
            await feed.TellAsync(new SourceReport(SourcePhase.Held, "another cluster") { Identity = "u-1" }, default);
            _world.Buckets.Clear();
            await feed.TellAsync(new SourceReport(SourcePhase.Held, "another cluster"), default);
            Assert.Equal(0, _world.Buckets.WritesTo(Buckets.Hub));
            Assert.Equal("u-1", feed.Last!.Identity);

            Assert.Equal("not-found", (await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = Dir }, default)).Error!.Code);
            Assert.Null((await hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = Cluster }, default)).Error);
            Assert.Equal([0, 1], _world.Sources.Cast<FakeSource>().Select(source => source.Confirmations));
        }

        using var again = await _world.StartAsync();
        await again.Service<SourceBook>().LoadAsync(default);
        Assert.Equal(("u-1", SourcePhase.Starting), (Feed(again, Cluster).Last!.Identity, Feed(again, Cluster).Last!.Phase));
    }

    private SourceFeed Feed(TestHub hub, string id) => new(_world.Sources.Single(source => source.Id == id), hub.Service<SourceDesk>());

    private static SourceChange Whole(IReadOnlyList<ApplyObject> objects, IReadOnlyList<ApplyPolicy> policies) => new() { Whole = true, Objects = objects, Policies = policies };

    private static ApplyObject Object(string name, string value = "1") => new($"{name}.yaml: document 1", Json(Objects.ConfigMap(name, value)), null);

    private static ApplyPolicy Policy(string name, string meaning) => new($"{name}.js", name, new PolicyBundle { Main = $"{name}.js", Files = new() { [$"{name}.js"] = meaning } });

    private static System.Text.Json.JsonElement Json(string text) => CanonicalJson.Parse(Encoding.UTF8.GetBytes(text));

    private static ObjectKey Key(string name) => new("", "ConfigMap", "shop", name);
}
