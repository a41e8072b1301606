using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Place;

public sealed class OwnedCountTests
{
    private static readonly PolicyKey Old = new("default", "old");
    private static readonly PolicyKey Young = new("default", "young");

    [Fact]
    public async Task A_policy_counts_the_objects_that_it_owns_now()
    {
        var world = new HubWorld();
        world.Policies["old"] = new FakePolicy { Selects = new PolicySelection { Names = ["a", "b"] } };
        world.Policies["young"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"), Objects.ConfigMap("c"));
        await hub.PolicyAsync("old", "old");
        await hub.PolicyAsync("young", "young");
        await hub.StepAsync();
        Assert.Equal((2, 1), (hub.Desired.OwnedObjects(Old), hub.Desired.OwnedObjects(Young)));

        await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [ObjectKey.Parse("_.ConfigMap.shop.a")] }, default);
        await hub.StepAsync();
        Assert.Equal((1, 1), (hub.Desired.OwnedObjects(Old), hub.Desired.OwnedObjects(Young)));

        await hub.Commands.DeleteAsync("default", new DeleteRequest { Policies = ["old"] }, default);
        await hub.StepAsync();
        Assert.Equal((0, 2), (hub.Desired.OwnedObjects(Old), hub.Desired.OwnedObjects(Young)));

        // A restart counts from the start.
        using var again = await world.StartAsync();
        Assert.Equal((0, 2), (again.Desired.OwnedObjects(Old), again.Desired.OwnedObjects(Young)));
    }
}
