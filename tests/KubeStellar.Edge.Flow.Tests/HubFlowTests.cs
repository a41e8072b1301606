using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

public sealed class HubFlowTests
{
    [Fact]
    public async Task An_edit_publishes_what_is_new_and_one_root_per_changed_edge()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        world.Buckets.Clear();
        var untouched = hub.Desired.Root("depot-1")!.Root.Version;

        await hub.ApplyAsync(Objects.ConfigMap("b", "2"));
        await hub.StepAsync();

        // Two sizes of stores: two variants, two manifests, three stores.
        Assert.Equal(4, world.Buckets.WritesTo(Buckets.Content));
        Assert.Equal(["store-1", "store-2", "store-3"], world.Buckets.Of(Buckets.Desired).Writes.Order());
        Assert.Equal(1, world.Buckets.WritesTo(Buckets.Workloads));
        Assert.Equal(untouched, hub.Desired.Root("depot-1")!.Root.Version);
        Assert.True(hub.Desired.Settled);
    }

    [Fact]
    public async Task Restart_publishes_nothing()
    {
        var world = await WorldAsync();
        using (await world.StartAsync())
        {
            world.Buckets.Clear();
        }

        using var hub = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Content, Buckets.Desired, Buckets.Rollouts, Buckets.Policies, Buckets.Workloads, Buckets.Edges));
        Assert.True(hub.Desired.Settled);
        Assert.Equal(2, (await hub.TreeAsync("store-1")).Count);
        Assert.Equal(4, hub.Observer.Changes.Count);
    }

    [Fact]
    public async Task A_second_hub_with_another_instance_waits_for_a_dead_lease_or_refuses()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        Assert.Equal(1, hub.Desired.Root("store-1")!.Root.Epoch);
    }

    internal static async Task<HubWorld> WorldAsync()
    {
        var world = new HubWorld();
        world.Policies["stores"] = new FakePolicy
        {
            Place = (_, edge) => edge.Labels["kind"] == "store",
            Customize = (_, edge) => [JsonOperation.Set(["data", "size"], JsonElement.Parse($"\"{edge.Labels["size"]}\""))],
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"), ("size", "large"));
        await hub.JoinAsync("store-2", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("store-3", ("kind", "store"), ("size", "small"));
        await hub.JoinAsync("depot-1", ("kind", "depot"), ("size", "large"));
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
        return world;
    }
}
