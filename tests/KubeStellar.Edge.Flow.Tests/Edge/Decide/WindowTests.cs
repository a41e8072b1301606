using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge.Decide;

/// <summary>Maintenance windows by the site's own clock, which shows a Sunday's noon at the begin.</summary>
public sealed class WindowTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content)[] One = [Object("ConfigMap", "web", "1")];
    private static readonly (ManifestEntry Entry, byte[] Content)[] Two = [Object("ConfigMap", "web", "2")];
    private static readonly (ManifestEntry Entry, byte[] Content)[] Other = [Object("ConfigMap", "other", "1")];
    private readonly Site _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_change_waits_for_its_window_and_others_do_not()
    {
        await BeginAsync();
        _site.Link.Push(_site.Hub.Publish(Manifest(Two, "12:30", "13:00"), _site.Hub.Manifest("other", Other)));
        await _site.UntilAsync(() => _site.Has([.. One, .. Other]) && _site.Conditions.Contains(ConditionTypes.WindowClosed), "the other");
        Assert.False(_site.Flow.Status.Applied);
        Assert.Contains("12:30", _site.Flow.Status.Conditions.Single(condition => condition.Type == ConditionTypes.WindowClosed).Message, StringComparison.Ordinal);
        await _site.LongUntilAsync(() => _site.Time.GetUtcNow().TimeOfDay >= new TimeSpan(12, 28, 0), "before its window");
        Assert.True(_site.Has([.. One, .. Other]));
        await _site.LongUntilAsync(() => _site.Time.GetUtcNow().TimeOfDay >= new TimeSpan(12, 31, 0), "its window");
        await _site.UntilAsync(() => _site.Has([.. Two, .. Other]) && _site.Reported(), "applied");
        Assert.DoesNotContain(ConditionTypes.WindowClosed, _site.Conditions);
    }

    [Fact]
    public async Task An_object_that_moves_to_a_policy_that_waits_stays()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", One));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(One) && _site.Reported(), "the first root");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("late", record => record with { Site = Rules("12:30", "13:00") }, One)));
        await _site.UntilAsync(() => _site.Conditions.Contains(ConditionTypes.WindowClosed), "waits");
        await _site.LongUntilAsync(() => _site.Time.GetUtcNow().TimeOfDay >= new TimeSpan(12, 31, 0), "its window");
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.True(_site.Has(One));
        Assert.DoesNotContain(_site.Target.Steps, step => step.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_jumps_opens_no_window_until_a_hub_shows_the_same()
    {
        await BeginAsync();
        _site.Link.Push(_site.Hub.Publish(Manifest(Two, "22:00", "23:00")));
        await _site.UntilAsync(() => _site.Conditions.Contains(ConditionTypes.WindowClosed), "waits");
        _site.Link.HubClock = TimeSpan.FromHours(-10);
        _site.Time.Wrong = TimeSpan.FromHours(10);
        await _site.UntilAsync(() => _site.Flow.Status.Conditions.Any(condition => condition.Message.Contains("this clock was set", StringComparison.Ordinal)), "distrusted");
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.True(_site.Has(One));
        _site.Link.HubClock = TimeSpan.Zero;
        await _site.UntilAsync(() => _site.Has(Two) && _site.Reported(), "confirmed");
    }

    [Fact]
    public async Task A_restarted_edge_goes_on_with_what_was_in_force()
    {
        await BeginAsync();
        _site.Link.Push(_site.Hub.Publish(Manifest(Two, "22:00", "23:00")));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");
        await _site.StopAsync();
        _site.Target.Tamper(One[0].Entry.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(One), "restored");
    }

    private static SiteRules Rules(string from, string to) => new() { Windows = [new SiteWindow([], from, to, "UTC")] };

    private RootEntry Manifest((ManifestEntry, byte[])[] objects, string from, string to) => _site.Hub.Manifest("shop", record => record with { Site = Rules(from, to) }, objects);

    private async Task BeginAsync()
    {
        _site.Hub.Publish(Manifest(One, "12:00", "12:10"));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(One) && _site.Reported(), "the first root");
        await _site.LongUntilAsync(() => _site.Time.GetUtcNow().TimeOfDay > new TimeSpan(12, 10, 0), "its window is over");
    }
}
