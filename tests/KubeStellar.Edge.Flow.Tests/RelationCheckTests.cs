using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

public sealed class RelationCheckTests
{
    [Fact]
    public async Task Only_what_a_request_changes_is_asked_about()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Where = _ => true, Describe = _ => new ObjectTraits([], [], []) };
        world.Policies["other"] = world.Policies["p"] with { Selects = new PolicySelection { Names = ["c"] } };
        using var hub = await world.StartAsync();
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        hub.Runtime.ClearCalls();

        await hub.ApplyAsync(Objects.ConfigMap("c"));
        Assert.Equal((1, 1), (hub.Runtime.SelectCalls, hub.Runtime.DescribeCalls));
        hub.Runtime.ClearCalls();
        await hub.ApplyAsync(Objects.ConfigMap("c"));
        Assert.Equal((0, 0), (hub.Runtime.SelectCalls, hub.Runtime.DescribeCalls));

        // Another bundle is asked itself.
        await hub.PolicyAsync("p", "other");
        Assert.Equal((1, 1), (hub.Runtime.SelectCalls, hub.Runtime.DescribeCalls));
    }
}
