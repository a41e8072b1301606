using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.Hub.Ingest.Parent;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Parent;

/// <summary>Secrets of a parent at its region: opened with the region's device key, and sealed under the region's own.</summary>
public sealed class ParentSecretTests
{
    private const string Canary = "c4nary-hunter2";
    private static readonly ObjectKey Key = ObjectKey.Parse("_.ConfigMap.shop.a");
    private static readonly RegionRights Overrides = new() { Override = ["default/stores"] };
    private readonly MemoryValueSealer _parents = new("parent");

    [Fact]
    public async Task What_the_parent_sealed_is_sealed_here_under_the_regions_key_and_stays_as_it_is()
    {
        var world = World();
        using var hub = await RegionAsync(world);
        await TakeAsync(hub, Tree(1, Canary));
        var first = hub.Inventory.Find("default", Key)!;

        // The parent's handle is another one each time it is sealed anew; the value is the same.
        await TakeAsync(hub, Tree(2, Canary));

        Assert.Equal(first.Record, hub.Inventory.Workload("default", Key));
        Assert.StartsWith(SealedText.Prefix + "memory.", Value(hub), StringComparison.Ordinal);
        Assert.Equal(JsonSerializer.Serialize(Canary), Encoding.UTF8.GetString(world.Values.Open(new SealOrigin("default", Key), Value(hub))));

        await TakeAsync(hub, Tree(3, "another"));
        Assert.Equal(2, hub.Inventory.Workload("default", Key)!.Generation);
    }

    [Fact]
    public async Task An_override_that_is_deleted_gives_way_to_the_parents_secret_sealed()
    {
        var world = World();
        using var hub = await RegionAsync(world);
        await TakeAsync(hub, Tree(1, Canary));
        await hub.ApplyAsync(Objects.ConfigMap("a", "mine"));
        Assert.NotNull(hub.Inventory.Workload("default", Key)!.Overrides);

        await hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [Key] }, default);

        Assert.Equal(ParentSource.Id, hub.Inventory.Workload("default", Key)!.Source);
        Assert.StartsWith(SealedText.Prefix + "memory.", Value(hub), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_values_a_policy_is_refused_whole_and_what_is_here_stays()
    {
        var world = World();
        using var hub = await RegionAsync(world);
        await TakeAsync(hub, Tree(1, Canary));
        var before = hub.Inventory.Workload("default", Key);
        var tree = Tree(2, "another");
        var broken = tree.Policies[0] with { Objects = [tree.Policies[0].Objects[0] with { Values = "{}"u8.ToArray() }] };

        var outcome = await hub.Service<ParentIngest>().TakeAsync(tree with { Policies = [broken] }, Overrides, default);

        Assert.Contains("its secrets cannot be sealed here: data.value", Assert.Single(outcome.Refused).Value, StringComparison.Ordinal);
        Assert.Equal(before, hub.Inventory.Workload("default", Key));
    }

    private static HubWorld World() => new() { Policies = { ["stores"] = new FakePolicy() } };

    private static string Value(TestHub hub) => CanonicalJson.Parse(hub.Inventory.Find("default", Key)!.Canonical.Span).Text("data", "value");

    private static async Task<TestHub> RegionAsync(HubWorld world)
    {
        var hub = await world.StartAsync("hub");
        hub.Service<HubLineage>().Become(["OPARENT"], Overrides);
        return hub;
    }

    private static async Task TakeAsync(TestHub hub, ParentTree tree)
    {
        var outcome = await hub.Service<ParentIngest>().TakeAsync(tree, Overrides, default);
        Assert.Equal((0, ""), (outcome.Refused.Count, outcome.Later));
        await hub.StepAsync();
    }

    private ParentTree Tree(long revision, string value)
    {
        var origin = new SealOrigin("default", Key);
        var handle = _parents.Seal(origin, JsonSerializer.SerializeToUtf8Bytes(value));
        var policy = ParentTrees.Policy("stores", "stores", 1, Objects.ConfigMap("a", handle));
        return ParentTrees.Of(revision, policy with { Objects = [policy.Objects[0] with { Values = SealedValues.Map(_parents, origin, [handle]) }] });
    }
}
