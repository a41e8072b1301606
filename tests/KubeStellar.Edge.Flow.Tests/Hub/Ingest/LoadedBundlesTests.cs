using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

/// <summary>Which bundles the runtime keeps.</summary>
public sealed class LoadedBundlesTests
{
    [Fact]
    public async Task A_bundle_that_is_dropped_meanwhile_is_loaded_again()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Describe = _ => new ObjectTraits([], [], []), Where = _ => true };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        var dropped = 0;
        hub.Runtime.Meanwhile = called =>
        {
            if (called == "Place" && dropped++ == 0)
            {
                // The call goes on; the next finds nothing.
                hub.Runtime.ForgetAsync(hub.Inventory.Policy(new PolicyKey("default", "p"))!.Digest, default);
            }
        };
        await hub.StepAsync();
        await hub.ApplyAsync(Objects.ConfigMap("a", "2"), Objects.ConfigMap("b"));
        await hub.Runtime.ForgetAsync(hub.Inventory.Policy(new PolicyKey("default", "p"))!.Digest, default);
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(1));
        await hub.StepAsync();
        Assert.Equal((PolicyPhase.Ready, 2), (hub.State("p").Phase, (await hub.TreeAsync("e1")).Count));

        // Also for what people are told.
        hub.Runtime.Meanwhile = static _ => { };
        await hub.Runtime.ForgetAsync(hub.Inventory.Policy(new PolicyKey("default", "p"))!.Digest, default);
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        Assert.Equal(2, (await world.Buckets.Of(Buckets.Decisions).LoadAsync(default)).Count);
    }

    [Fact]
    public async Task Nothing_stays_loaded_that_nobody_uses()
    {
        var world = new HubWorld();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            world.Policies[name] = new FakePolicy();
        }

        using var hub = await world.StartAsync();
        await hub.PolicyAsync("p", "one");
        await hub.StepAsync();

        // Two is replaced before the flow saw it, four was good and came with something bad.
        await hub.PolicyAsync("p", "two");
        await hub.PolicyAsync("p", "three");
        var refused = await hub.Commands.ApplyAsync(
            "default",
            new ApplyRequest
            {
                Policies = [.. new[] { "four", "nonsense" }.Select(text => new ApplyPolicy($"{text}.js", text, new PolicyBundle { Main = "p.js", Files = new() { ["p.js"] = text } }))],
            },
            default);
        Assert.NotNull(refused.Error);
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromMinutes(10));
        await hub.StepAsync();
        Assert.Equal([hub.Inventory.Policy(new PolicyKey("default", "p"))!.Digest], hub.Runtime.Loaded);
    }
}
