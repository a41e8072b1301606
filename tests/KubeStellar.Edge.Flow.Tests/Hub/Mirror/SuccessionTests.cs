using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Mirror;

/// <summary>A hub that takes over from another one with the same keys: the buckets count as the other one left them, and no mirror that is older.</summary>
public sealed class SuccessionTests : GuardWorld
{
    [Fact]
    public async Task A_standby_with_an_empty_mirror_takes_the_buckets_as_they_are()
    {
        await LeftAsync();
        BeStandby(new SideMirror());
        await Guard.PrepareAsync(default);

        Assert.False(Hold.Holds, Hold.Reason);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Contains("default.a", Mirror.Of(Buckets.Workloads).Keys);
        Assert.Equal("hub.succeeded", Events.Events[^1].Kind);
    }

    [Fact]
    public async Task A_mirror_weeks_old_brings_nothing_back_not_even_to_a_bucket_that_was_made_anew_since()
    {
        // It was this hub's turn, with an object "old"; then the other hub's, under which the object went and the bucket was lost and repaired.
        var old = new SideMirror();
        await old.WriteAsync(Buckets.Workloads, new MirrorLife(DateTimeOffset.UnixEpoch, 900), [new MirrorWrite("default.old", "{\"old\":1}"u8.ToArray(), 7)], default);
        await old.WriteAsync(Buckets.Hub, new MirrorLife(DateTimeOffset.UnixEpoch, 900), [new MirrorWrite("state", State(2, "place-2"), 8)], default);
        await LeftAsync();
        BeStandby(old);
        await Guard.PrepareAsync(default);

        Assert.False(Hold.Holds, Hold.Reason);
        Assert.Null(await TextAsync(Buckets.Workloads, "default.old"));
        Assert.Equal(["default.a"], Mirror.Of(Buckets.Workloads).Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_lost_while_no_hub_looked_is_held_because_only_the_other_hub_has_it(bool truncated)
    {
        await LeftAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        if (truncated)
            Memory.Of(Buckets.Workloads).RollBack(1);
        else
            Memory.Of(Buckets.Workloads).Wipe();
        BeStandby(new SideMirror());
        await Guard.PrepareAsync(default);

        Assert.Contains("kse-workloads lost data", Hold.Reason, StringComparison.Ordinal);
        Assert.Contains("place-1", Hold.Reason, StringComparison.Ordinal);
        Assert.Equal("hub.held", Events.Events[^1].Kind);
    }

    [Fact]
    public async Task A_hub_that_held_leaves_its_hold_to_the_next_one()
    {
        await LeftAsync(lease => lease with { Held = "the mirror is damaged" });
        BeStandby(new SideMirror());
        await Guard.PrepareAsync(default);
        Assert.Contains("the mirror is damaged", Hold.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_holder_of_an_old_version_says_nothing_of_the_buckets_and_so_a_person_is_asked()
    {
        await LeftAsync(lease => lease with { Lives = null });
        BeStandby(new SideMirror());
        await Guard.PrepareAsync(default);
        Assert.Contains("no word", Hold.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_standby_on_a_wiped_server_holds_unless_it_is_the_first_start_ever(bool followed)
    {
        BeStandby(new SideMirror(), followed);
        await Guard.PrepareAsync(default);
        Assert.Equal(followed, Hold.Holds);
    }

    [Fact]
    public async Task Its_own_mirror_repairs_nothing_on_a_wiped_server_when_others_publish_in_turn()
    {
        await FilledAsync();
        foreach (var bucket in Buckets.All)
            Memory.Of(bucket).Remove();
        Self = new HubFlowOptions { Instance = "hub-1", Standby = true };
        Restart();
        await Guard.PrepareAsync(default);
        Assert.Contains("another hub may have published", Hold.Reason, StringComparison.Ordinal);
        Assert.Null(await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task An_old_copy_of_the_hubs_own_state_does_not_make_its_old_mirror_good_again()
    {
        // The state says that this hub publishes; a root says that somebody did under a higher epoch.
        await FilledAsync();
        await PutAsync(Buckets.Desired, "e1", """{"v":1,"root":{"epoch":9},"proof":{"signer":"AHUB","signature":"","index":0,"count":1,"path":""}}""", own: false);
        Memory.Of(Buckets.Workloads).Wipe();
        Self = new HubFlowOptions { Instance = "hub-1", Standby = true };
        Restart();
        await Guard.PrepareAsync(default);
        Assert.Contains("went back", Hold.Reason, StringComparison.Ordinal);
        Assert.Null(await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task A_standby_that_lacks_the_key_of_the_published_roots_does_not_take_over()
    {
        await LeftAsync();
        await PutAsync(Buckets.Desired, "e1", """{"v":1,"root":{"epoch":4},"proof":{"signer":"ANEWER","signature":"","index":0,"count":1,"path":""}}""", own: false);
        BeStandby(new SideMirror());
        var error = await Assert.ThrowsAsync<LeaseLostException>(() => Guard.PrepareAsync(default));
        Assert.Contains("ANEWER", error.Message, StringComparison.Ordinal);
        Assert.Empty(Mirror.Of(Buckets.Workloads));
    }

    [Fact]
    public async Task State_of_a_newer_version_is_left_alone_and_the_sentence_says_what_to_do()
    {
        await FilledAsync();
        await PutAsync(Buckets.Hub, "state", $$"""{"v":2,"epoch":4,"revisionReserved":100,"nextOrder":7,"instance":"{{Self.Holder}}"}""", own: false);
        Restart();
        var error = await Assert.ThrowsAsync<Flow.State.Buckets.BucketRefusedException>(() => Guard.PrepareAsync(default));
        Assert.Contains("newer kse", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await StateAsync()).SchemaVersion);
    }

    [Fact]
    public async Task A_person_ends_the_hold_of_a_standby_with_the_buckets_as_they_are()
    {
        await LeftAsync(lease => lease with { Lives = null });
        BeStandby(new SideMirror());
        await Guard.PrepareAsync(default);
        await Guard.AcceptAsync(default);
        Assert.False(Hold.Holds);
        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Contains("default.a", Mirror.Of(Buckets.Workloads).Keys);
    }

    /// <summary>What the hub of the other machine left when it died.</summary>
    private async Task LeftAsync(Func<LeaseRecord, LeaseRecord>? last = null)
    {
        Self = new HubFlowOptions { Instance = "hub-1", Directory = "place-1", Standby = true };
        Restart();
        await FilledAsync();
        var lease = new LeaseRecord("place-1", "p", 4, 9)
        {
            Lives = new(Notes.Lives.ToDictionary(one => one.Key, one => new BucketLife(one.Value.Created, one.Value.LastRevision)), StringComparer.Ordinal),
        };
        await PutAsync(Buckets.Hub, "lease", JsonSerializer.Serialize(last is null ? lease : last(lease), ContractsJson.Default.LeaseRecord), own: true);
    }

    private void BeStandby(SideMirror mirror, bool followed = true)
    {
        Mirror = mirror;
        Self = new HubFlowOptions { Instance = "hub-1", Directory = "place-2", Standby = true, Followed = followed };
        Restart();
    }

    private static byte[] State(long epoch, string holder) =>
        JsonSerializer.SerializeToUtf8Bytes(new HubRecord { Epoch = epoch, RevisionReserved = 1, Instance = holder }, ContractsJson.Default.HubRecord);
}
