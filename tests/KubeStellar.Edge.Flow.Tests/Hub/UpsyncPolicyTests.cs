using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub;

/// <summary>What a policy has carried up travels in its manifests; of one that selects nothing they hold only that.</summary>
public sealed class UpsyncPolicyTests
{
    private static readonly UpsyncRule Rule = new() { Kinds = ["Measurement.sensors.example.com"] };
    private static readonly FakePolicy Carrier = new()
    {
        Selects = new PolicySelection { Nothing = true },
        Upsync = [Rule],
        Place = (subject, edge) => subject.GetProperty("kind").GetString() == "Upsync" && edge.Labels.GetValueOrDefault("kind") == "store",
    };

    [Fact]
    public async Task A_policy_that_selects_nothing_asks_for_what_is_born_where_place_says_so()
    {
        var world = new HubWorld();
        world.Policies["carrier"] = Carrier;
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"));
        await hub.JoinAsync("depot-1", ("kind", "depot"));
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.PolicyAsync("telemetry", "carrier");
        await hub.StepAsync();
        var manifest = await ManifestAsync(hub, "store-1");
        Assert.Equal(Rule.Kinds, Assert.Single(manifest!.Upsync!).Kinds);
        Assert.Empty(manifest.Objects);
        Assert.Null(await ManifestAsync(hub, "depot-1"));
        Assert.Equal(PolicyPhase.Ready, hub.State("telemetry").Phase);

        await hub.EditAsync("depot-1", [("kind", "store")]);
        await hub.EditAsync("store-1", [("kind", "closed")]);
        await hub.StepAsync();
        Assert.NotNull(await ManifestAsync(hub, "depot-1"));
        Assert.Null(await ManifestAsync(hub, "store-1"));
    }

    [Fact]
    public async Task It_is_as_before_after_a_restart_and_goes_with_the_policy()
    {
        var world = new HubWorld();
        world.Policies["carrier"] = Carrier;
        world.Policies["placer"] = new FakePolicy { Upsync = [Rule] };
        using (var hub = await world.StartAsync())
        {
            await hub.JoinAsync("store-1", ("kind", "store"));
            await hub.PolicyAsync("telemetry", "carrier");
            await hub.StepAsync();
        }

        world.Buckets.Clear();
        using var again = await world.StartAsync();
        Assert.Equal(0, world.Buckets.WritesTo(Contracts.Wire.Buckets.Desired, Contracts.Wire.Buckets.Content));
        Assert.NotNull(await ManifestAsync(again, "store-1"));

        // With objects of its own it asks where it placed one, and nowhere else.
        await again.PolicyAsync("telemetry", "placer");
        await again.StepAsync();
        Assert.Null(await ManifestAsync(again, "store-1"));
        await again.ApplyAsync(Objects.ConfigMap("a"));
        await again.StepAsync();
        var manifest = await ManifestAsync(again, "store-1");
        Assert.Equal(("a", Rule.Kinds[0]), (Assert.Single(manifest!.Objects).Key.Name, manifest.Upsync![0].Kinds[0]));
    }

    [Fact]
    public async Task Why_an_edge_is_asked_can_be_explained()
    {
        var world = new HubWorld();
        world.Policies["carrier"] = Carrier;
        world.Policies["placer"] = new FakePolicy { Upsync = [Rule] };
        world.Policies["plain"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"));
        await hub.JoinAsync("depot-1", ("kind", "depot"));
        await hub.PolicyAsync("telemetry", "carrier");
        await hub.PolicyAsync("both", "placer");
        await hub.PolicyAsync("none", "plain");
        await hub.StepAsync();
        var steps = await ExplainAsync(hub, "store-1", "telemetry");
        Assert.All(["select", "place", "customize", "gate", "publish"], stage => Assert.Equal("yes", steps[stage].Outcome));
        steps = await ExplainAsync(hub, "depot-1", "telemetry");
        Assert.All(["place", "customize", "gate", "publish"], stage => Assert.Equal("no", steps[stage].Outcome));
        Assert.Contains("carries up from every edge where it has placed one", (await ExplainAsync(hub, "store-1", "both"))["select"].Reason, StringComparison.Ordinal);
        Assert.Contains("carries nothing up", (await ExplainAsync(hub, "store-1", "none"))["select"].Reason, StringComparison.Ordinal);
        var all = hub.Desired.ExplainAllAsync("default", Wish("telemetry"), default);
        await hub.StepAsync();
        Assert.True((await all).Placed);
    }

    private static ObjectKey Wish(string policy) => new("edge.kubestellar.io", "Upsync", "", policy);

    private static async Task<Dictionary<string, ExplainStep>> ExplainAsync(TestHub hub, string edge, string policy)
    {
        var asked = hub.Desired.ExplainAsync("default", edge, Wish(policy), default);
        await hub.StepAsync();
        return (await asked).ToDictionary(step => step.Stage);
    }

    private static async Task<ManifestRecord?> ManifestAsync(TestHub hub, string edge) =>
        hub.Desired.Root(edge)?.Root.Policies.FirstOrDefault(entry => entry.Policy.Name == "telemetry") is { } entry ? await hub.Desired.ManifestAsync(entry.Manifest, default) : null;
}
