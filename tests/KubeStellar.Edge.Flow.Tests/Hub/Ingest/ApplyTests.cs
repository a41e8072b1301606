using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

public sealed class ApplyTests
{
    [Fact]
    public async Task A_request_is_refused_whole_with_every_fault()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        var reply = await hub.TryApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("a"), """{"apiVersion":"v1","kind":"ConfigMap","metadata":{}}""");
        Assert.Equal("invalid", reply.Error!.Code);
        Assert.Equal(["test#2", "test#3"], reply.Error.Details.Select(fault => fault.Source));
        Assert.Equal(0, world.Buckets.WritesTo([.. Buckets.All]));
        Assert.Empty(hub.Inventory.Workloads);
    }

    [Fact]
    public async Task A_document_that_only_the_command_line_reads_is_no_workload()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        var reply = await hub.TryApplyAsync("""{"apiVersion":"edge.kubestellar.io/v1alpha1","kind":"PolicyInstance","metadata":{"name":"a"}}""");
        Assert.Equal("apiVersion", Assert.Single(reply.Error!.Details).Field);
    }

    [Fact]
    public async Task The_same_again_is_unchanged_and_writes_nothing()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        Assert.Equal("created", (await hub.ApplyAsync(Objects.ConfigMap("a")))[0].Action);
        world.Buckets.Clear();
        Assert.Equal("unchanged", (await hub.ApplyAsync(Objects.ConfigMap("a")))[0].Action);
        Assert.Equal(0, world.Buckets.WritesTo([.. Buckets.All]));
        var line = (await hub.ApplyAsync(Objects.ConfigMap("a", "2")))[0];
        Assert.Equal(("configured", 2L), (line.Action, line.Generation));
    }

    [Fact]
    public async Task A_policy_that_does_not_load_is_refused_with_its_place()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        hub.Runtime.Policies["bad"] = new FakePolicy { LoadFault = new PolicyFault("Syntax", "Unexpected token '}'", "p.js:2:5") };
        var reply = await hub.TryPolicyAsync("p", "bad");
        Assert.Equal("p.js:2:5", Assert.Single(reply.Error!.Details).Source);
        Assert.Empty(hub.Inventory.Policies);
    }

    [Fact]
    public async Task What_is_certain_in_a_source_is_refused_and_the_running_version_stays()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        hub.Runtime.Policies["good"] = hub.Runtime.Policies["better"] = new FakePolicy();
        Assert.Null((await hub.TryPolicyAsync("p", "good")).Error);
        var running = hub.Inventory.Policies.Single().Digest;

        hub.Lint.Found = [new LintFinding("no-clock", true, "p.js", 3, 7, "there is no Date in a policy", "take the time from an input"), new LintFinding("iteration-order", false, "p.js", 1, 1, "for...in", "")];
        var reply = await hub.TryPolicyAsync("p", "better");
        var fault = Assert.Single(reply.Error!.Details);
        Assert.Equal(("p.js:3:7", "no-clock: there is no Date in a policy; take the time from an input"), (fault.Source, fault.Message));
        Assert.Equal(running, hub.Inventory.Policies.Single().Digest);

        hub.Lint.Found = [hub.Lint.Found[1]];
        Assert.Null((await hub.TryPolicyAsync("p", "better")).Error);
    }

    [Fact]
    public async Task A_large_object_comes_in_chunks_and_survives_a_restart()
    {
        var world = new HubWorld();
        var random = new Random(7);
        var text = new byte[1_500_000];
        random.NextBytes(text);
        var canonical = CanonicalJson.Canonicalize(JsonElement.Parse(Objects.ConfigMap("big", Convert.ToBase64String(text))));
        var digest = Digest.Of(canonical);
        using (var hub = await world.StartAsync())
        {
            foreach (var (_, stored) in ContentEncoding.Encode(canonical))
            {
                Assert.Null((await hub.Commands.BlobAsync(stored, default)).Error);
            }

            var reply = await hub.Commands.ApplyAsync("default", new ApplyRequest { Objects = [new ApplyObject("big#1", null, digest)] }, default);
            Assert.Null(reply.Error);
            Assert.Null(hub.Inventory.Workloads.Single().Object);
        }

        using var again = await world.StartAsync();
        Assert.Equal(canonical, again.Inventory.Find("default", ObjectKey.Parse("_.ConfigMap.shop.big"))!.Canonical.ToArray());
    }

    [Fact]
    public async Task What_was_deleted_can_be_created_again_also_after_a_restart()
    {
        var world = new HubWorld();
        using (var hub = await world.StartAsync())
        {
            await hub.ApplyAsync(Objects.ConfigMap("a"));
            await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [ObjectKey.Parse("_.ConfigMap.shop.a")] }, default);
            Assert.Empty(hub.Inventory.Workloads);
        }

        using var again = await world.StartAsync();
        Assert.Equal("created", (await again.ApplyAsync(Objects.ConfigMap("a")))[0].Action);
    }

    [Fact]
    public async Task Another_device_with_the_same_id_is_refused()
    {
        var world = new HubWorld();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        var other = hub.Inventory.Edge("e1")! with { Identity = hub.Inventory.Edge("e1")!.Identity with { PublicKey = "UOTHER" } };
        Assert.Contains("another device", await hub.Commands.AdmitAsync(other, default), StringComparison.Ordinal);
    }
}
