using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Publish;

/// <summary>Two hubs with the same keys on one set of buckets: one publishes, the other waits, and at no time both.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBuckets _buckets;
    private readonly LeaseNotes _notes = new();
    private readonly HubHold _hold = new();

    public LeaseTests() => _buckets = MemoryBuckets.Made(_time);

    [Fact]
    public async Task A_hub_that_hung_does_not_publish_after_another_one_took_the_lease()
    {
        using var first = Lease("place-1");
        await first.TakeAsync(default);
        await first.ConfirmAsync(default);
        _time.Advance(Patience);
        using var second = Lease("place-2", (await StoredAsync()).Revision);
        await second.TakeAsync(default);

        await Assert.ThrowsAsync<LeaseLostException>(async () => await first.ConfirmAsync(default));
        await second.ConfirmAsync(default);
    }

    [Fact]
    public async Task Who_comes_after_a_hub_that_keeps_no_heads_of_reports_knows_it()
    {
        using (var first = Lease("place-1"))
            await first.TakeAsync(default);
        Assert.False(_notes.AfterHeadless);
        using (var again = Lease("place-1"))
            await again.TakeAsync(default);
        Assert.False(_notes.AfterHeadless);

        // An old one writes the lease by what it knows.
        var (revision, lease) = await StoredAsync();
        await _buckets.Of(Buckets.Hub).PutAsync("lease", JsonSerializer.SerializeToUtf8Bytes(lease with { Heads = null }, ContractsJson.Default.LeaseRecord), revision, default);
        using var next = Lease("place-1");
        await next.TakeAsync(default);
        Assert.True(_notes.AfterHeadless);
    }

    [Fact]
    public async Task A_hub_that_cannot_ask_whether_it_still_holds_the_lease_does_not_publish()
    {
        using var lease = Lease("place-1");
        await lease.TakeAsync(default);
        _time.Advance(Patience);
        _buckets.Of(Buckets.Hub).Fault = () => new BucketUnavailableException("away");
        await Assert.ThrowsAsync<BucketUnavailableException>(async () => await lease.ConfirmAsync(default));
    }

    [Fact]
    public async Task A_lease_that_was_just_renewed_is_not_asked_about()
    {
        using var lease = Lease("place-1");
        await lease.TakeAsync(default);
        var before = (await StoredAsync()).Revision;
        _time.Advance(TimeSpan.FromSeconds(2));
        await lease.ConfirmAsync(default);
        Assert.Equal(before, (await StoredAsync()).Revision);
        _time.Advance(TimeSpan.FromSeconds(2));
        await lease.ConfirmAsync(default);
        Assert.True((await StoredAsync()).Revision > before);
    }

    [Fact]
    public async Task Of_two_that_take_a_free_lease_at_once_one_gets_it()
    {
        using var first = Lease("place-1");
        using var second = Lease("place-2");
        await first.ExcludeRivalAsync(default);
        await second.ExcludeRivalAsync(default);
        await first.TakeAsync(default);
        var late = second.TakeAsync(default);
        await AdvanceAsync(() => RenewAsync("place-1"), late);
        await Assert.ThrowsAsync<LeaseLostException>(() => late);
        Assert.Equal("place-1", (await StoredAsync()).Lease.Instance);
    }

    [Fact]
    public async Task A_process_of_the_same_directory_takes_over_at_once_and_one_on_another_machine_is_a_rival()
    {
        using var first = Lease("place-1", boot: "boot-1");
        await first.TakeAsync(default);
        using (var again = Lease("place-1", boot: "boot-1"))
            await again.TakeAsync(default);

        // A copied disk: the same directory, on a machine that runs beside.
        using var copy = Lease("place-1", boot: "boot-2");
        var taking = copy.ExcludeRivalAsync(default);
        await AdvanceAsync(() => RenewAsync("place-1", "boot-1"), taking);
        await Assert.ThrowsAsync<LeaseLostException>(() => taking);
    }

    [Fact]
    public async Task A_hub_that_ends_in_good_order_leaves_the_lease_to_whoever_waits()
    {
        using var lease = Lease("place-1");
        await lease.TakeAsync(default);
        await lease.ReleaseAsync();
        Assert.True((await StoredAsync()).Lease.Released);

        var stood = await Watch("place-2").WaitAsync(_ => Assert.Fail("there is nobody to wait for"), default);
        using var next = Lease("place-2", stood);
        await next.TakeAsync(default);
        Assert.Equal("place-2", (await StoredAsync()).Lease.Instance);
    }

    [Fact]
    public async Task A_standby_waits_as_long_as_the_lease_moves_and_takes_over_when_it_stands_still()
    {
        await RenewAsync("place-1");
        var waiting = Watch("place-2").WaitAsync(_ => { }, default);
        for (var i = 0; i < 40; i++)
        {
            await RenewAsync("place-1");
            await AdvanceOnceAsync(TimeSpan.FromSeconds(2));
        }

        Assert.False(waiting.IsCompleted);
        var still = _time.GetUtcNow();
        await AdvanceAsync(() => Task.CompletedTask, waiting);
        Assert.Equal((await StoredAsync()).Revision, await waiting);
        Assert.True(_time.GetUtcNow() - still >= Patience);
    }

    [Fact]
    public async Task A_server_that_is_away_and_back_says_nothing_of_the_holder()
    {
        await RenewAsync("place-1");
        var waiting = Watch("place-2").WaitAsync(_ => { }, default);
        _buckets.Of(Buckets.Hub).Fault = () => new BucketUnavailableException("away");
        for (var i = 0; i < 20; i++)
            await AdvanceOnceAsync(TimeSpan.FromSeconds(1));
        _buckets.Of(Buckets.Hub).Fault = null;

        // The holder was cut off as well: it gets as long to come back as ever.
        for (var i = 0; i < 3; i++)
            await AdvanceOnceAsync(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        await RenewAsync("place-1");
        for (var i = 0; i < 3; i++)
            await AdvanceOnceAsync(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lease_that_is_gone_is_free_only_where_nobody_was_ever_seen(bool followed)
    {
        _buckets.Of(Buckets.Hub).Remove();
        var began = _time.GetUtcNow();
        var waiting = Watch("place-2", followed).WaitAsync(_ => { }, default);
        Assert.Equal(!followed, waiting.IsCompleted);
        await AdvanceAsync(() => Task.CompletedTask, waiting);
        Assert.Null(await waiting);
        Assert.Equal(followed, _time.GetUtcNow() - began >= Patience);
    }

    [Fact]
    public async Task The_lease_tells_a_successor_how_the_buckets_were_and_whether_the_holder_held()
    {
        _notes.Saw(new Dictionary<string, MirrorLife> { [Buckets.Workloads] = new(_time.GetUtcNow(), 7) });
        _hold.Set("a bucket lost data");
        using var lease = Lease("place-1");
        await lease.TakeAsync(default);
        var stored = (await StoredAsync()).Lease;
        Assert.Equal(new BucketLife(_time.GetUtcNow(), 7), stored.Lives![Buckets.Workloads]);
        Assert.Equal("a bucket lost data", stored.Held);
    }

    private HubLease Lease(string place, ulong? stoodStill = null, string boot = "") =>
        new(_buckets, new BucketLedger(), _notes, _hold, Options.Create(Self(place, boot, stoodStill)), _time);

    private LeaseWatch Watch(string place, bool followed = false)
    {
        var self = Self(place, "", null);
        self.Followed = followed;
        return new LeaseWatch(_buckets, self, _time);
    }

    private static HubFlowOptions Self(string place, string boot, ulong? stoodStill) =>
        new() { Instance = "hub-1", Directory = place, Boot = boot, Standby = true, StoodStill = stoodStill, LeasePatience = Patience };

    private Task<ulong> RenewAsync(string place, string? boot = null) => _buckets.Of(Buckets.Hub).PutAsync(
        "lease", JsonSerializer.SerializeToUtf8Bytes(new LeaseRecord(place, "p", 1, 1) { Boot = boot }, ContractsJson.Default.LeaseRecord), null, default);

    private async Task<(ulong Revision, LeaseRecord Lease)> StoredAsync()
    {
        var entry = (await _buckets.Of(Buckets.Hub).GetAsync("lease", default))!;
        return (entry.Revision, JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.LeaseRecord)!);
    }

    private async Task AdvanceAsync(Func<Task> meanwhile, Task until)
    {
        while (!until.IsCompleted)
        {
            await meanwhile();
            await AdvanceOnceAsync(TimeSpan.FromMilliseconds(500));
        }
    }

    private async Task AdvanceOnceAsync(TimeSpan by)
    {
        _time.Advance(by);
        await Task.Yield();
    }
}
