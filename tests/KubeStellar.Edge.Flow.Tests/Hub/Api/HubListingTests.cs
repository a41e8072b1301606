using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

public sealed class HubListingTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(At);
    private readonly HubHold _hold = new();
    private readonly HubEpochGuard _epochs = new();
    private readonly LeaseNotes _lease = new();
    private readonly IOptions<HubFlowOptions> _self = Options.Create(new HubFlowOptions { Instance = "AHUB", Directory = "one", Host = "rack-1", Daemon = "1.4.0" });
    private readonly StandbyBook _standbys;

    public HubListingTests() => _standbys = new StandbyBook(new HubEvents(_time), _self, _time);

    [Fact]
    public async Task There_is_one_that_publishes_and_a_row_for_each_that_waits()
    {
        _epochs.Take(7);
        _lease.Renewed(At);
        _lease.Renewed(At.AddSeconds(2));
        _standbys.Heard(new StandbyHello { Instance = "two", Daemon = "1.5.0", Host = "rack-2", Since = At.AddHours(-1) });
        var rows = await ListAsync("");
        Assert.Equal(
            """{"id":"one","role":"Active","status":"Ready","reason":"","epoch":7,"daemon":"1.4.0","host":"rack-1","heardAt":"2026-03-01T12:00:02+00:00","since":"2026-03-01T12:00:00+00:00"}""",
            rows[0].GetRawText());
        Assert.Equal(
            """{"id":"two","role":"Standby","status":"Waiting","daemon":"1.5.0","host":"rack-2","heardAt":"2026-03-01T12:00:00+00:00","since":"2026-03-01T11:00:00+00:00"}""",
            rows[1].GetRawText());
        Assert.Equal(2, rows.Count);
        Assert.Equal("two", Assert.Single(await ListAsync("two")).GetProperty("id").GetString());
        Assert.Empty(await ListAsync("three"));
    }

    [Fact]
    public async Task One_that_holds_says_why()
    {
        _hold.Set("a bucket is gone");
        var row = Assert.Single(await ListAsync("one"));
        Assert.Equal(("Held", "a bucket is gone"), (row.GetProperty("status").GetString(), row.GetProperty("reason").GetString()));
    }

    private async Task<List<JsonElement>> ListAsync(string name)
    {
        var listing = new HubListing(_standbys, _hold, _epochs, _lease, _self);
        return await listing.ListAsync(ListScope.Of("default", new GetQuery { Resource = "hubs", Name = name }), default).Select(item => item.Make!()).ToListAsync();
    }
}
