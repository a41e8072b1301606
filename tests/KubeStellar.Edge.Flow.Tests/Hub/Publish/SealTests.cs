using System.Text;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using static KubeStellar.Edge.Flow.Tests.Hub.Publish.SealWorld;

namespace KubeStellar.Edge.Flow.Tests.Hub.Publish;

/// <summary>Who gets which data key, and when a key is another.</summary>
public sealed class SealTests
{
    [Fact]
    public async Task A_root_gives_keys_to_its_edge_only_and_one_without_secrets_is_as_ever()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        Assert.Contains("\"token\":\"hunter2\"", await OpenAsync(hub, "store-1", Till, "key-of-store-1"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<SealBrokenException>(() => OpenAsync(hub, "store-1", Till, "key-of-store-2"));
        Assert.Equal((await DataKeyAsync(hub, "store-1", Till))!.Seal, (await DataKeyAsync(hub, "store-2", Till))!.Seal);
        Assert.DoesNotContain("Keys", Encoding.UTF8.GetString(hub.Desired.Root("depot-1")!.Signed.Span), StringComparison.OrdinalIgnoreCase);
        Assert.All(await world.Hubs.Buckets.Of(Buckets.Content).LoadAsync(default), entry => Assert.DoesNotContain("hunter2", Encoding.UTF8.GetString(entry.Value.Span), StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_start_the_hub_agrees_with_those_who_have_keys_before_an_edit_needs_it()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var ahead = hub.Service<AgreedAhead>();
        await ahead.StartAsync(default);
        await ahead.ExecuteTask!;
        Assert.Equal(["key-of-store-1", "key-of-store-2", "key-of-store-3"], world.Hubs.Keys.Agreed.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_root_with_keys_is_written_as_its_record_says()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var known = hub.Desired.Root("store-1")!;
        var read = RootReader.Read(world.Hubs.Buckets.Of(Buckets.Desired).Get("store-1")!)!;
        Assert.Equal(known.Digest, read.Digest);
        Assert.Equal(known.Root.DataKeys!, read.Root.DataKeys!);
        Assert.Equal((known.Root.ExchangeKey, known.Root.WrappedFor), (read.Root.ExchangeKey, read.Root.WrappedFor));
        Assert.Equal(2, read.Root.DataKeys!.Count);
    }

    [Fact]
    public async Task An_edit_of_something_else_wraps_nothing_and_a_new_version_rotates_nothing()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var (mail, wraps, ids) = (await DataKeyAsync(hub, "store-1", Mail), world.Hubs.Keys.Wraps, world.Hubs.Keys.Ids);
        await hub.ApplyAsync(Objects.ConfigMap("plain", "2"));
        await hub.StepAsync();
        Assert.Equal((wraps, ids), (world.Hubs.Keys.Wraps, world.Hubs.Keys.Ids));
        Assert.Equal(mail, await DataKeyAsync(hub, "store-1", Mail));

        await world.SecretAsync(hub, Till, "hunter3");
        await hub.StepAsync();
        Assert.Equal((wraps + 3, ids + 1), (world.Hubs.Keys.Wraps, world.Hubs.Keys.Ids));
        Assert.Equal(mail, await DataKeyAsync(hub, "store-1", Mail));
        Assert.Contains("hunter3", await OpenAsync(hub, "store-2", Till, "key-of-store-2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_of_a_rollout_rotate_nothing()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        hub.Runtime.Policies["waves"] = world.Hubs.Policies["stores"] with { Rollout = new FakeRollout(FakeWave.Of("first", "store-1"), FakeWave.Rest) };
        await hub.PolicyAsync("stores", "waves");
        await hub.StepAsync();
        var (before, ids) = (await DataKeyAsync(hub, "store-2", Till), world.Hubs.Keys.Ids);
        await world.SecretAsync(hub, Till, "hunter3");
        await hub.StepAsync();
        Assert.Equal(before, await DataKeyAsync(hub, "store-2", Till));
        Assert.Contains("hunter3", await OpenAsync(hub, "store-1", Till, "key-of-store-1"), StringComparison.Ordinal);
        Assert.Equal(ids + 1, world.Hubs.Keys.Ids);
    }

    [Fact]
    public async Task Who_leaves_leaves_others_another_key_of_that_variant_alone_and_they_come_first()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var (till, mail) = (await DataKeyAsync(hub, "store-1", Till), await DataKeyAsync(hub, "store-1", Mail));
        world.Hubs.Buckets.Clear();
        await hub.EditAsync("store-3", labels: [("mail", "no")]);
        await hub.StepAsync();

        var rotated = (await DataKeyAsync(hub, "store-1", Mail))!;
        Assert.NotEqual(mail!.Id, rotated.Id);
        Assert.NotEqual(mail.Seal, rotated.Seal);
        Assert.Equal(rotated.Id, (await DataKeyAsync(hub, "store-2", Mail))!.Id);
        Assert.Equal(till, await DataKeyAsync(hub, "store-1", Till));
        Assert.Equal(["store-1", "store-2", "store-3"], world.Hubs.Buckets.Of(Buckets.Desired).Writes);
        Assert.Single(hub.Desired.Root("store-3")!.Root.DataKeys!);
        Assert.Contains("swordfish", await OpenAsync(hub, "store-1", Mail, "key-of-store-1"), StringComparison.Ordinal);

        // It comes back, and gets what the others have: nobody else needs another key for that.
        world.Hubs.Buckets.Clear();
        await hub.EditAsync("store-3", labels: [("mail", "yes")]);
        await hub.StepAsync();
        Assert.Equal(["store-3"], world.Hubs.Buckets.Of(Buckets.Desired).Writes);
        Assert.Equal(rotated.Id, (await DataKeyAsync(hub, "store-3", Mail))!.Id);
    }

    [Fact]
    public async Task What_nobody_is_to_keep_is_not_rotated_and_comes_back_under_another_key()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var (before, ids) = (await DataKeyAsync(hub, "store-1", Mail), world.Hubs.Keys.Ids);
        foreach (var edge in new[] { "store-1", "store-2", "store-3" })
        {
            await hub.EditAsync(edge, labels: [("mail", "no")]);
        }

        await hub.StepAsync();
        Assert.Equal(ids, world.Hubs.Keys.Ids);
        await hub.EditAsync("store-1", labels: [("mail", "yes")]);
        await hub.StepAsync();
        Assert.NotEqual(before!.Id, (await DataKeyAsync(hub, "store-1", Mail))!.Id);
    }

    [Fact]
    public async Task A_removed_edges_root_goes_after_its_keys_are_rotated_wherever_the_hub_dies()
    {
        // Every write of removing an edge, before it and after it.
        var died = 0;
        for (var at = 0; ; at++)
        {
            var world = await MakeAsync();
            string before;
            using (var hub = await world.Hubs.StartAsync())
            {
                before = (await DataKeyAsync(hub, "store-1", Till))!.Id;
                world.Hubs.Buckets.DieAt = (world.Hubs.Buckets.Calls * 2) + at;
                world.Hubs.Buckets.Counts = name => name != Buckets.Hub;
                if (!await RemoveAsync(hub, "store-3"))
                {
                    await CheckAsync(hub);
                    break;
                }
            }

            died++;
            world.Hubs.Buckets.DieAt = -1;
            using var again = await world.Hubs.StartAsync();
            await RemoveAsync(again, "store-3");
            await CheckAsync(again);

            async Task CheckAsync(TestHub hub)
            {
                Assert.Null(world.Hubs.Buckets.Of(Buckets.Desired).Get("store-3"));
                Assert.NotEqual(before, (await DataKeyAsync(hub, "store-1", Till))!.Id);
                Assert.Equal((await DataKeyAsync(hub, "store-1", Till))!.Id, (await DataKeyAsync(hub, "store-2", Till))!.Id);
                Assert.Contains("hunter2", await OpenAsync(hub, "store-2", Till, "key-of-store-2"), StringComparison.Ordinal);
                world.Hubs.Buckets.Clear();
                await hub.StepAsync();
                Assert.Equal(0, world.Hubs.Buckets.WritesTo(Buckets.Desired, Buckets.Content));
            }
        }

        Assert.InRange(died, 6, 40);
    }

    [Fact]
    public async Task Of_two_keys_that_an_interrupted_rotation_left_the_newest_roots_counts()
    {
        var world = await MakeAsync();
        using (var hub = await world.Hubs.StartAsync())
        {
            // Of the roots of a rotation only the first was written when the hub died; and then the leaver is to stay after all.
            var desired = world.Hubs.Buckets.Of(Buckets.Desired);
            var old = new[] { "store-2", "store-3" }.Select(edge => desired.Get(edge)!).ToList();
            await hub.StepAsync();
            foreach (var root in old)
            {
                await desired.PutAsync(root.Key, root.Value, null, default);
            }

            await hub.EditAsync("store-3", labels: [("mail", "yes")]);
        }

        using var again = await world.Hubs.StartAsync();
        var id = (await DataKeyAsync(again, "store-1", Mail))!.Id;
        Assert.Equal((id, id), ((await DataKeyAsync(again, "store-2", Mail))!.Id, (await DataKeyAsync(again, "store-3", Mail))!.Id));
        Assert.Contains("swordfish", await OpenAsync(again, "store-2", Mail, "key-of-store-2"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_exchange_key_costs_one_root_and_another_device_rotates()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var before = (await DataKeyAsync(hub, "store-1", Till))!.Id;
        world.Hubs.Buckets.Clear();
        await world.KeyAsync(hub, "store-1", "next-of-store-1");
        await hub.StepAsync();
        Assert.Equal(["store-1"], world.Hubs.Buckets.Of(Buckets.Desired).Writes);
        Assert.Equal(before, (await DataKeyAsync(hub, "store-1", Till))!.Id);
        Assert.Contains("hunter2", await OpenAsync(hub, "store-1", Till, "next-of-store-1"), StringComparison.Ordinal);

        await world.KeyAsync(hub, "store-1", "other-store-1", anotherDevice: true);
        await hub.StepAsync();
        Assert.NotEqual(before, (await DataKeyAsync(hub, "store-2", Till))!.Id);
        Assert.Equal((await DataKeyAsync(hub, "store-2", Till))!.Id, (await DataKeyAsync(hub, "store-1", Till))!.Id);
        Assert.Contains("hunter2", await OpenAsync(hub, "store-1", Till, "other-store-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_finds_a_changed_exchange_key_and_a_settled_one_writes_nothing()
    {
        var world = await MakeAsync();
        using (var hub = await world.Hubs.StartAsync())
        {
            await world.KeyAsync(hub, "store-2", "next-of-store-2");
        }

        world.Hubs.Buckets.Clear();
        using (var hub = await world.Hubs.StartAsync())
        {
            Assert.Equal(["store-2"], world.Hubs.Buckets.Of(Buckets.Desired).Writes);
        }

        world.Hubs.Buckets.Clear();
        using var again = await world.Hubs.StartAsync();
        Assert.Equal(0, world.Hubs.Buckets.WritesTo(Buckets.Desired, Buckets.Content));
    }

    [Fact]
    public async Task An_edge_without_a_usable_key_gets_all_but_the_secrets_and_holds_up_nobody()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        world.Hubs.Keys.Useless["bad"] = true;
        await world.KeyAsync(hub, "store-2", "bad");
        await world.SecretAsync(hub, Till, "hunter3");
        await hub.StepAsync();
        Assert.Null(hub.Desired.Root("store-2")!.Root.DataKeys);
        Assert.Equal(3, (await hub.TreeAsync("store-2")).Count);
        Assert.Contains("hunter3", await OpenAsync(hub, "store-1", Till, "key-of-store-1"), StringComparison.Ordinal);
        Assert.True(hub.Desired.Settled);
        world.Hubs.Buckets.Clear();
        await hub.StepAsync();
        Assert.Equal(0, world.Hubs.Buckets.WritesTo(Buckets.Desired));
    }

    [Fact]
    public async Task Lost_contents_are_sealed_again_under_the_same_name_and_rotated_ones_are_swept()
    {
        var world = await MakeAsync();
        using var hub = await world.Hubs.StartAsync();
        var before = (await DataKeyAsync(hub, "store-1", Mail))!;
        world.Hubs.Buckets.Of(Buckets.Content).Wipe();
        var reload = hub.Service<IHubReload>().ReloadAsync(Buckets.Content, false, default);
        await hub.StepAsync();
        await reload;
        Assert.NotNull(world.Hubs.Buckets.Of(Buckets.Content).Get(before.Seal.ToString()));
        Assert.Equal(before, await DataKeyAsync(hub, "store-1", Mail));

        await hub.EditAsync("store-3", labels: [("mail", "no")]);
        await hub.StepAsync();
        var after = (await DataKeyAsync(hub, "store-1", Mail))!;
        world.Hubs.Time.Advance(TimeSpan.FromHours(1));
        await hub.StepAsync();
        Assert.Null(world.Hubs.Buckets.Of(Buckets.Content).Get(before.Seal.ToString()));
        Assert.NotNull(world.Hubs.Buckets.Of(Buckets.Content).Get(after.Seal.ToString()));
    }

    private static async Task<bool> RemoveAsync(TestHub hub, string edge)
    {
        try
        {
            if (hub.Inventory.Edge(edge) is not null)
            {
                Assert.Null((await hub.Commands.EditEdgeAsync(new EdgeEditRequest { Edge = edge, Remove = true }, default)).Error);
            }

            await hub.StepAsync();
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
    }
}
