using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Mirror;

public sealed class BucketGuardTests : GuardWorld
{
    [Fact]
    public async Task The_first_start_ever_is_no_loss()
    {
        await Guard.PrepareAsync(default);
        Assert.False(Hold.Holds);
        Assert.Empty(Events.Events);
        await LookAsync();
        Assert.Empty(Reloads);
    }

    [Fact]
    public async Task A_bucket_deleted_under_a_running_hub_comes_back_under_a_higher_epoch()
    {
        await FilledAsync();
        Epochs.Take(4);
        Epochs.Claim("e9", 8);
        Memory.Of(Buckets.Workloads).Remove();
        Time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();

        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal(9, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Hub, true), (Buckets.Workloads, true)], Reloads);
        Assert.Equal("hub.repaired", Assert.Single(Events.Events).Kind);
        Assert.False(Hold.Holds);

        Reloads.Clear();
        await LookAsync();
        await LookAsync();
        Assert.Empty(Reloads);
    }

    [Fact]
    public async Task Libraries_that_are_lost_come_back_and_a_mirror_of_before_they_were_there_is_no_loss()
    {
        await FilledAsync();
        Memory.Of(Buckets.Libraries).Remove();
        Time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        Assert.Equal("{\"l\":1}", await TextAsync(Buckets.Libraries, "default.tiers.1/0/0"));
        Assert.Equal([(Buckets.Hub, true), (Buckets.Libraries, true)], Reloads);

        Mirror.Forget(Buckets.Libraries);
        Memory.Of(Buckets.Libraries).Remove();
        Restart();
        await Guard.PrepareAsync(default);
        Assert.False(Hold.Holds);
        Assert.Equal(5, (await StateAsync()).Epoch);
    }

    [Fact]
    public async Task A_join_token_is_the_hubs_own_write_and_outlives_its_bucket()
    {
        await FilledAsync();
        using var records = new HubRecords(Memory, Mirror, Ledger);
        var tokens = new TokenStore(records);
        Assert.True(await tokens.WriteAsync(new TokenRecord { Id = "t1", PublicKey = "U1", Uses = 1, UsedBy = ["e1"] }, 0, default));
        await LookAsync();
        await LookAsync();
        Assert.Empty(Reloads);

        Memory.Of(Buckets.Hub).Remove();
        Time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        Assert.Equal(["e1"], (await tokens.ReadAsync("t1", default))!.Value.Record.UsedBy);
    }

    [Fact]
    public async Task All_buckets_lost_while_the_hub_was_away_are_repaired_at_start()
    {
        await FilledAsync();
        foreach (var bucket in Buckets.All)
            Memory.Of(bucket).Remove();
        Time.Advance(TimeSpan.FromSeconds(1));
        Restart();
        await Guard.PrepareAsync(default);

        Assert.False(Hold.Holds);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal("{\"id\":\"e1\"}", await TextAsync(Buckets.Edges, "e1"));
        Assert.Equal("{\"l\":1}", await TextAsync(Buckets.Libraries, "default.tiers.1/0/0"));
        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Equal((100L, 7L), ((await StateAsync()).RevisionReserved, (await StateAsync()).NextOrder));
    }

    [Fact]
    public async Task Lost_roots_raise_the_epoch_and_lost_reports_do_not()
    {
        await FilledAsync();
        Memory.Of(Buckets.Status).Remove();
        Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.Equal(4, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Status, true)], Reloads);

        Reloads.Clear();
        Memory.Of(Buckets.Desired).Remove();
        Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Hub, true), (Buckets.Desired, true)], Reloads);
    }

    [Fact]
    public async Task A_damaged_mirror_holds_across_restarts_until_a_person_accepts()
    {
        await FilledAsync();
        Memory.Of(Buckets.Workloads).Remove();
        Mirror.Damaged = true;
        Restart();
        await Guard.PrepareAsync(default);
        Assert.Contains("damaged", Hold.Reason, StringComparison.Ordinal);
        Assert.Null(await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal("hub.held", Events.Events[^1].Kind);

        Restart();
        await Guard.PrepareAsync(default);
        Assert.True(Hold.Holds);

        await Guard.AcceptAsync(default);
        Assert.False(Hold.Holds);
        Assert.Equal(5, (await StateAsync()).Epoch);
        await LookAsync();
        Assert.Equal(Buckets.All.Count, Reloads.Count);

        Restart();
        await Guard.PrepareAsync(default);
        Assert.False(Hold.Holds);
    }

    [Fact]
    public async Task An_empty_mirror_with_roots_in_the_bucket_holds()
    {
        await FilledAsync();
        Mirror.Clear();
        Restart();
        await Guard.PrepareAsync(default);
        Assert.Contains("mirror is empty", Hold.Reason, StringComparison.Ordinal);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task A_loss_with_a_mirror_that_fails_under_a_running_hub_holds_and_deletes_nothing()
    {
        await FilledAsync();
        Mirror.Damaged = true;
        Memory.Of(Buckets.Edges).Remove();
        Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.True(Hold.Holds);
        Assert.Empty(Reloads);
        Assert.NotNull(await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task A_foreign_write_is_taken_over_and_reaches_the_mirror_and_own_writes_are_not_foreign()
    {
        await FilledAsync();
        await PutAsync(Buckets.Workloads, "default.b", "{\"b\":1}", own: true);
        await LookAsync();
        await LookAsync();
        Assert.Empty(Reloads);

        await PutAsync(Buckets.Workloads, "default.c", "{\"c\":1}", own: false);
        await PutAsync(Buckets.Workloads, "default.d", "{\"d\":1}", own: true);
        await Memory.Of(Buckets.Workloads).DeleteAsync("default.a", null, default);
        await LookAsync();
        await LookAsync();
        Assert.Equal([(Buckets.Workloads, false)], Reloads);
        Assert.Equal(["default.b", "default.c", "default.d"], Mirror.Of(Buckets.Workloads).Keys.Order());
        await LookAsync();
        await LookAsync();
        Assert.Single(Reloads);
    }

    [Fact]
    public async Task Writes_that_the_mirror_missed_before_a_crash_are_caught_up_at_start()
    {
        await FilledAsync();
        await Memory.Of(Buckets.Policies).PutAsync("default.p", "{}"u8.ToArray(), null, default);
        Restart();
        await Guard.PrepareAsync(default);
        Assert.Contains("default.p", Mirror.Of(Buckets.Policies).Keys);
        Assert.Equal(4, (await StateAsync()).Epoch);
    }

    [Fact]
    public async Task A_server_that_is_away_says_nothing_about_the_buckets()
    {
        await FilledAsync();
        Memory.Of(Buckets.Hub).Fault = () => new Flow.State.Buckets.BucketUnavailableException("away");
        await LookAsync();
        Assert.False(Hold.Holds);
        Assert.Empty(Reloads);
        Assert.Empty(Events.Events);
    }
}
