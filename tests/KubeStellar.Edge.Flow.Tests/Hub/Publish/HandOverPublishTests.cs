using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.TestKit.Memory.Edge;

namespace KubeStellar.Edge.Flow.Tests.Hub.Publish;

/// <summary>After the key was handed over, what it signed is published again, once, by the new one.</summary>
public sealed class HandOverPublishTests
{
    private static readonly string[] Edges = ["store-1", "store-2", "store-3"];

    [Fact]
    public async Task Every_root_is_signed_anew_and_says_the_same()
    {
        var world = new HubWorld();
        using var hub = await StartAsync(world);
        var before = Edges.Select(edge => hub.Desired.Root(edge)!.Root).ToList();
        world.Buckets.Clear();
        hub.Signer.HandOvers = FakeHandOvers.Chain("OFAKE", "NEXT");
        await hub.StepAsync();
        Assert.Equal(Edges, world.Buckets.Of(Buckets.Desired).Writes.Order());
        foreach (var root in before)
        {
            var after = hub.Desired.Root(root.Edge)!;
            Assert.Equal("NEXT", RootReader.SignerOf(after.Signed));
            Assert.True(after.Root.Version > root.Version);
            Assert.Equal(root.Policies, after.Root.Policies);
        }

        await hub.StepAsync();
        Assert.Equal(3, world.Buckets.WritesTo(Buckets.Desired));
        Assert.True(hub.Desired.Settled);
    }

    [Fact]
    public async Task A_hub_that_died_between_hand_over_and_roots_ends_it_at_its_start()
    {
        var world = new HubWorld();
        using (await StartAsync(world))
        {
            world.HandOvers = FakeHandOvers.Chain("OFAKE", "NEXT", "LAST");
            world.Buckets.Clear();
        }

        using (var hub = await world.StartAsync())
        {
            Assert.All(Edges, edge => Assert.Equal("LAST", RootReader.SignerOf(hub.Desired.Root(edge)!.Signed)));
            Assert.Equal(3, world.Buckets.WritesTo(Buckets.Desired));
        }

        using var again = await world.StartAsync();
        Assert.Equal(3, world.Buckets.WritesTo(Buckets.Desired));
    }

    private static async Task<TestHub> StartAsync(HubWorld world)
    {
        world.Policies["stores"] = new FakePolicy();
        var hub = await world.StartAsync();
        foreach (var edge in Edges)
        {
            await hub.JoinAsync(edge, ("kind", "store"));
        }

        await hub.PolicyAsync("stores", "stores");
        await hub.ApplyAsync(Objects.ConfigMap("a", "1"));
        await hub.StepAsync();
        return hub;
    }
}
