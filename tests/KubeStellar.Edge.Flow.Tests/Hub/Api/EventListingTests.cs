using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

public sealed class EventListingTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryEventLog _log = new() { Page = 7 };
    private readonly ApiOptions _options = new();

    [Fact]
    public async Task Whoever_goes_on_from_a_place_gets_each_event_once_through_every_page()
    {
        var seen = new List<string>();
        var place = "";
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 20; i++)
                await AddAsync("workload.applied", $"{round}-{i}");
            ItemsResult page;
            do
            {
                page = await PageAsync(new GetQuery { Resource = "events", Continue = place, Limit = 6 });
                seen.AddRange(page.Items.Select(item => item.GetProperty("subject").GetString()!));
                place = page.Continue.Length > 0 ? page.Continue : page.Position!;
            }
            while (page.Continue.Length > 0);
        }

        Assert.Equal(_log.Events.Select(one => one.Subject), seen);
    }

    [Fact]
    public async Task A_place_moves_on_though_nothing_of_what_came_was_asked_for()
    {
        for (var i = 0; i < 20; i++)
            await AddAsync("workload.applied", "x");
        var page = await PageAsync(new GetQuery { Resource = "events", Kinds = ["policy"] });
        Assert.Empty(page.Items);
        Assert.Equal("20", page.Position!.TrimStart('0'));
    }

    [Fact]
    public async Task A_stream_whose_newest_were_erased_ends_before_them()
    {
        await AddAsync("a.b", "first");
        _log.Erased = 2;
        var page = await PageAsync(new GetQuery { Resource = "events", Continue = "00000000000000000000" }).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("first", Assert.Single(page.Items).GetProperty("subject").GetString());
        Assert.Equal("1", page.Position!.TrimStart('0'));
    }

    [Fact]
    public async Task A_stream_that_was_made_anew_is_read_from_its_first_event()
    {
        await AddAsync("a.b", "first");
        var page = await PageAsync(new GetQuery { Resource = "events", Continue = "00000000000000000900" });
        Assert.Equal("first", Assert.Single(page.Items).GetProperty("subject").GetString());
        Assert.Equal("1", page.Position!.TrimStart('0'));
    }

    [Fact]
    public async Task Without_a_place_only_the_newest_are_told()
    {
        _options.MaxEvents = 3;
        for (var i = 0; i < 10; i++)
            await AddAsync("a.b", $"{i}");
        Assert.Equal(["7", "8", "9"], (await PageAsync(new GetQuery { Resource = "events" })).Items.Select(item => item.GetProperty("subject").GetString()!));
    }

    [Theory]
    [InlineData("policy.stalled", "web", "policy", null, true)]
    [InlineData("policy.stalled", "web", "policy.*", null, true)]
    [InlineData("policyx.stalled", "web", "policy", null, false)]
    [InlineData("rollout.began", "web", null, "policy/web", true)]
    [InlineData("edge.unreachable", "web", null, "policy/web", false)]
    [InlineData("edge.unreachable", "store-1", null, "edge/store-1", true)]
    [InlineData("workload.applied", "apps.Deployment.shop.web", null, "Deployment/shop/web", true)]
    [InlineData("workload.applied", "apps.Deployment.shop.web", null, "deployment/web", true)]
    [InlineData("workload.applied", "apps.Deployment.shop.web", null, "Deployment/other/web", false)]
    [InlineData("workload.applied", "apps.Deployment.shop.web", null, "apps.Deployment.shop.web", true)]
    public void Kinds_and_what_it_is_about_are_filters(string kind, string subject, string? wanted, string? about, bool shown)
    {
        var query = new GetQuery { Resource = "events", Kinds = wanted is null ? null : [wanted], About = about };
        var record = new EventRecord { Kind = kind, Subject = subject, Actor = "hub", At = At };
        Assert.Equal(shown, EventFilter.Wants(query, "default", limited: false, record));
        Assert.False(EventFilter.Wants(query, "default", limited: false, record with { Workspace = "other" }));
        Assert.False(EventFilter.Wants(query, "default", limited: true, record));
        Assert.Equal(shown, EventFilter.Wants(query, "default", limited: true, record with { Workspace = "default" }));
        Assert.False(EventFilter.Wants(query with { Since = At.AddSeconds(1) }, "default", limited: false, record));
    }

    [Fact]
    public async Task As_cloud_events_they_are_documents_of_this_hub()
    {
        await AddAsync("policy.held", "web");
        var item = Assert.Single((await PageAsync(new GetQuery { Resource = "events", Form = "cloudevents" })).Items);
        Assert.Equal("/hubs/AHUB", item.GetProperty("source").GetString());
        Assert.Equal("io.kubestellar.edge.policy.held", item.GetProperty("type").GetString());
        await Assert.ThrowsAsync<ApiRefusedException>(() => PageAsync(new GetQuery { Resource = "events", Form = "xml" }));
    }

    private Task AddAsync(string kind, string subject) => _log.AppendAsync(new EventRecord { Kind = kind, Subject = subject, Actor = "hub", At = At }, default);

    private Task<ItemsResult> PageAsync(GetQuery query)
    {
        var scope = ListScope.Of("default", query);
        var listing = new EventListing(_log, Options.Create(_options), Options.Create(new HubFlowOptions { Instance = "AHUB" }));
        return new Pager(TimeProvider.System, Options.Create(_options)).PageAsync(listing.ListAsync(scope, default), scope, default);
    }
}
