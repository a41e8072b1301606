using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge.Decide;

/// <summary>Somebody at the site holds changes off.</summary>
public sealed class PauseTests : IAsyncDisposable
{
    private static readonly (ManifestEntry, byte[])[] One = [Object("ConfigMap", "kept", "1"), Object("ConfigMap", "gone", "1")];
    private static readonly (ManifestEntry, byte[])[] Two = [Object("ConfigMap", "kept", "2"), Object("ConfigMap", "new", "1")];
    private readonly Site _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_comes_is_stored_and_not_applied_until_somebody_resumes()
    {
        await BeginAsync();
        _site.Orders.Pause("operation", "ann", null);
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two), _site.Hub.Manifest("other", Object("ConfigMap", "other", "1"))));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat is { Applied: false } beat && beat.RootDigest == _site.Hub.RootDigest, "received");
        await _site.UntilAsync(() => Held() is not null && _site.Hub.Reports[Site.Policy("shop")] is { Revision: 2 }, "told");
        Assert.Contains("ann holds changes off", Held()!.Message, StringComparison.Ordinal);
        Assert.Contains("operation", Held()!.Message, StringComparison.Ordinal);

        // What is applied is kept as it is.
        _site.Target.Tamper(One[0].Item1.Key, null);
        await _site.UntilAsync(() => _site.Has(One), "drift corrected by what was in force");
        Assert.False(_site.Flow.Status.Applied);

        Assert.True(_site.Orders.Resume("ann"));
        await _site.UntilAsync(() => _site.Has([.. Two, Object("ConfigMap", "other", "1")]) && _site.Reported(), "resumed");
        Assert.DoesNotContain(ConditionTypes.ChangesHeld, _site.Conditions);
        Assert.False(_site.Orders.Resume("ann"));
    }

    [Fact]
    public async Task It_outlives_restarts_without_a_network_and_ends_by_itself()
    {
        await BeginAsync();
        _site.Orders.Pause("flight", "pilot", TimeSpan.FromMinutes(10));
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two)));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");

        // Another root, so that contents which only the one in force names would be swept.
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two[1])));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received again");
        await _site.StopAsync();
        _site.Target.Tamper(One[1].Item1.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(One), "what was in force is restored from the store");
        Assert.Contains(ConditionTypes.ChangesHeld, _site.Conditions);

        await _site.LongUntilAsync(() => _site.Has(Two[1]), "its time was over");
        Assert.DoesNotContain(ConditionTypes.ChangesHeld, _site.Conditions);
    }

    [Fact]
    public async Task While_it_cannot_be_read_whether_changes_are_held_nothing_changes_and_nobody_can_overwrite_it()
    {
        await BeginAsync();
        _site.Orders.Pause("operation", "ann", null);
        await _site.StopAsync();
        _site.Fault.Rule = static step => step == "root.decided" ? new IOException("bad sector", 5) : null;
        await _site.StartAsync();

        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two)));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat is { Applied: false } beat && beat.RootDigest == _site.Hub.RootDigest && _site.Conditions.Contains(ConditionTypes.DiskFailed), "received, and said");
        Assert.True(_site.Has(One));
        Assert.Throws<IOException>(() => _site.Orders.Pause("flight", "bob", null));
        Assert.Throws<IOException>(() => _site.Orders.Resume("bob"));

        _site.Fault.Rule = null;
        await _site.UntilAsync(() => Held() is not null, "held, as before");
        Assert.Contains("ann", Held()!.Message, StringComparison.Ordinal);
        Assert.True(_site.Orders.Resume("ann"));
        await _site.UntilAsync(() => _site.Has(Two) && _site.Reported(), "resumed");
    }

    [Fact]
    public async Task What_could_not_be_written_is_decided_when_the_disk_is_back_and_waits_for_no_other_root()
    {
        await BeginAsync();
        var tries = 0;
        _site.Fault.Rule = step => step == "root.decisions" && ++tries > 0 ? new IOException("no space", 28) : null;
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two)));
        await _site.UntilAsync(() => _site.Conditions.Contains(ConditionTypes.DiskFull), "said");
        tries = 0;
        await _site.PassAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(tries, 1, 60);
        Assert.True(_site.Has(One));

        _site.Fault.Rule = null;
        await _site.UntilAsync(() => _site.Has(Two) && _site.Reported(), "applied");
        Assert.DoesNotContain(ConditionTypes.DiskFull, _site.Conditions);
    }

    [Fact]
    public async Task Policies_that_leave_stay_meanwhile()
    {
        await BeginAsync();
        _site.Orders.Pause("operation", "ann", null);
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");
        _site.Target.Tamper(One[0].Item1.Key, null);
        await _site.UntilAsync(() => _site.Has(One), "kept");
        _site.Orders.Resume("ann");
        await _site.UntilAsync(() => _site.Target.Objects.Count == 0, "gone");
    }

    [Fact]
    public async Task What_it_decided_is_never_forgotten_for_damage()
    {
        await BeginAsync();
        await _site.StopAsync();
        _site.Roots.Undecided = true;
        await _site.StartAsync();
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Two)));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest && Held() is not null, "received");
        Assert.True(_site.Has(One));
        Assert.Contains("kse resume", Held()!.Message, StringComparison.Ordinal);
        _site.Orders.Resume("ann");
        await _site.UntilAsync(() => _site.Has(Two) && _site.Reported(), "resumed");
    }

    [Fact]
    public async Task A_pause_that_cannot_be_recorded_is_none()
    {
        await BeginAsync();
        _site.Fault.Rule = step => step == "root.decisions" ? new IOException("disk full") : null;
        Assert.Throws<IOException>(() => _site.Orders.Pause("operation", "ann", null));
        _site.Fault.Rule = null;
        Assert.DoesNotContain(ConditionTypes.ChangesHeld, _site.Conditions);
    }

    private Condition? Held() => _site.Link.LastHeartbeat?.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.ChangesHeld);

    private async Task BeginAsync()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", One));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(One) && _site.Reported(), "the first root");
    }
}
