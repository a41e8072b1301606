using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Tests.Hub.Mirror;

/// <summary>Every way in which a bucket loses something, of a hub that runs and of one that was away; with an intact mirror it is put back under a new epoch, without one nothing is obeyed.</summary>
public sealed class BucketLossTests : GuardWorld
{
    public static MatrixTheoryData<Loss, bool> Losses => new(Enum.GetValues<Loss>(), [true, false]);

    public enum Loss
    {
        /// <summary>The stream was deleted.</summary>
        Deleted,

        /// <summary>Deleted and made anew, empty.</summary>
        Remade,

        /// <summary>Emptied: the stream is the same, its messages are gone.</summary>
        Purged,

        /// <summary>One message of the middle is gone.</summary>
        Dropped,

        /// <summary>The same, and others wrote meanwhile.</summary>
        DroppedAndWritten,

        /// <summary>An older copy of the same stream.</summary>
        RolledBack,

        /// <summary>All of the server's state is gone.</summary>
        AllWiped,
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_was_lost_is_put_back_under_a_new_epoch(Loss loss, bool away)
    {
        await FilledAsync();
        await HarmAsync(loss);
        await MeetAsync(away);

        Assert.False(Hold.Holds, Hold.Reason);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal("{\"id\":\"e1\"}", await TextAsync(Buckets.Edges, "e1"));
        Assert.True((await StateAsync()).Epoch > 4, "edges must take what is published now for newer");
        Assert.Contains("default.a", Mirror.Of(Buckets.Workloads).Keys);
        Assert.Contains(Events.Events, one => one.Kind == "hub.repaired");
        if (!away)
            Assert.Contains((Buckets.Workloads, true), Reloads);

        // Once is enough: nothing is repaired again and again.
        var epoch = (await StateAsync()).Epoch;
        await LookAsync();
        await LookAsync();
        Assert.Equal(epoch, (await StateAsync()).Epoch);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task Without_an_intact_mirror_the_loss_is_held_and_obeyed_by_nobody(Loss loss, bool away)
    {
        await FilledAsync();
        await HarmAsync(loss);
        Mirror.Damaged = true;
        await MeetAsync(away);
        await LookAsync();

        Assert.True(Hold.Holds);
        Assert.Empty(Reloads);
        Assert.Contains(Events.Events, one => one.Kind == "hub.held");
    }

    [Fact]
    public async Task What_was_deleted_with_a_marker_while_the_hub_was_away_stays_deleted()
    {
        await FilledAsync();
        await Memory.Of(Buckets.Workloads).DeleteAsync("default.a", null, default);
        await MeetAsync(away: true);

        Assert.Null(await TextAsync(Buckets.Workloads, "default.a"));
        Assert.DoesNotContain("default.a", Mirror.Of(Buckets.Workloads).Keys);
        Assert.Equal(4, (await StateAsync()).Epoch);
    }

    [Fact]
    public async Task Roots_that_are_dropped_are_published_again()
    {
        await FilledAsync();
        Memory.Of(Buckets.Desired).Drop("e1");
        await LookAsync();

        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Hub, true), (Buckets.Desired, true)], Reloads);
    }

    private async Task HarmAsync(Loss loss)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var bucket = Memory.Of(Buckets.Workloads);
        switch (loss)
        {
            case Loss.Deleted:
                bucket.Remove();
                break;
            case Loss.Remade:
                bucket.Wipe();
                break;
            case Loss.Purged:
                bucket.Drop([.. (await bucket.LoadAsync(default)).Select(entry => entry.Key)]);
                break;
            case Loss.Dropped:
                bucket.Drop("default.a");
                break;
            case Loss.DroppedAndWritten:
                bucket.Drop("default.a");
                await bucket.PutAsync("default.other", "{}"u8.ToArray(), null, default);
                break;
            case Loss.RolledBack:
                bucket.RollBack(1);
                break;
            default:
                foreach (var one in Buckets.All)
                    Memory.Of(one).Remove();
                break;
        }
    }

    private async Task MeetAsync(bool away)
    {
        if (away)
        {
            Restart();
            await Guard.PrepareAsync(default);
        }
        else
        {
            // A write of others is believed only when it is still there at the second look.
            await LookAsync();
            await LookAsync();
        }
    }
}
