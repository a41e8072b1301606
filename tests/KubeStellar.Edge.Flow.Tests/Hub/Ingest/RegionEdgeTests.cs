using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.Flow.Tests.State.Regions;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

public sealed class RegionEdgeTests
{
    private static readonly RegionRights Rights = new() { Own = ["local"], Override = ["default/shop"] };

    [Fact]
    public async Task Rights_of_a_region_are_replaced_whole_and_the_audit_says_what_they_were()
    {
        using var hub = await WorldAsync();

        Assert.Null((await EditAsync(hub, "eu", Rights)).Error);

        Assert.Equal(Rights, hub.Inventory.Edge("eu")!.Region!.Rights);
        var told = Drain(hub).Single(one => one.Kind == "edge.rights");
        Assert.Equal("people there may apply things of their own in local and override objects of default/shop; before: people there may apply nothing of their own and override nothing", told.Message);
        Assert.Null((await EditAsync(hub, "eu", Rights)).Error);
        Assert.Empty(Drain(hub));
        Assert.Null((await EditAsync(hub, "eu", new RegionRights())).Error);
        Assert.Equal(new RegionRights(), hub.Inventory.Edge("eu")!.Region!.Rights);
    }

    [Fact]
    public async Task Rights_of_an_ordinary_edge_and_rights_that_mean_nothing_are_refused()
    {
        using var hub = await WorldAsync();

        Assert.Contains("ordinary edge", (await EditAsync(hub, "store-1", Rights)).Error!.Details.Single().Message, StringComparison.Ordinal);
        Assert.Contains("'a/b/c'", (await EditAsync(hub, "eu", new RegionRights { Override = ["a/b/c"] })).Error!.Details.Single().Message, StringComparison.Ordinal);
        Assert.Equal(new RegionRights(), hub.Inventory.Edge("eu")!.Region!.Rights);
    }

    [Fact]
    public async Task What_a_region_tells_is_taken_when_it_can_be_and_an_edges_facts_are_its_own_affair()
    {
        using var hub = await WorldAsync();
        await hub.FactsAsync("eu", ("edges", "2"), ("regions", "0"), ("labelSets", """[{"labels":{"kind":"store"},"edges":2}]"""));
        Assert.Equal("2", hub.Inventory.Edge("eu")!.Properties["edges"].GetRawText());

        await Assert.ThrowsAnyAsync<Exception>(() => hub.FactsAsync("eu", ("edges", "2000000000"), ("regions", "0"), ("labelSets", "[]")));
        Assert.Equal("2", hub.Inventory.Edge("eu")!.Properties["edges"].GetRawText());
        await hub.FactsAsync("store-1", ("edges", "-7"));
        Assert.Equal("-7", hub.Inventory.Edge("store-1")!.Properties["edges"].GetRawText());
    }

    private static async Task<TestHub> WorldAsync()
    {
        var hub = await new HubWorld().StartAsync();
        Assert.Null(await hub.Commands.AdmitAsync(RegionFactsTests.Region("eu", []), default));
        await hub.JoinAsync("store-1");
        Drain(hub);
        return hub;
    }

    private static Task<ApiReply> EditAsync(TestHub hub, string edge, RegionRights rights) => hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = edge, Rights = rights }, default);

    private static List<EventRecord> Drain(TestHub hub)
    {
        var events = new List<EventRecord>();
        while (hub.Service<HubEvents>().Queue.TryRead(out var told))
        {
            events.Add(told);
        }

        return events;
    }
}
