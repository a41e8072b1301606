using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>Placements that are gained and lost go in waves like any change.</summary>
public sealed class PlacementTests
{
    private static readonly ObjectKey X = ObjectKey.Parse("_.ConfigMap.shop.x");

    [Fact]
    public async Task Edges_that_labels_place_and_displace_go_in_waves()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Three, Place = (_, edge) => !edge.Labels.ContainsKey("off") });
        foreach (var edge in new[] { "a", "d" })
        {
            await world.Hub.EditAsync(edge, labels: [("off", "1")]);
        }

        await world.StepAsync();
        Assert.Equal(("a- b1 c1 d1 e1 f1", RolloutCause.Fleet), (await world.HaveAsync(), world.Progress!.Cause));
        await world.RunAsync();
        Assert.Equal(("a- b1 c1 d- e1 f1", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));

        foreach (var edge in new[] { "a", "d" })
        {
            await world.Hub.EditAsync(edge, removeLabels: ["off"]);
        }

        await world.StepAsync();
        Assert.Equal("a1 b1 c1 d- e1 f1", await world.HaveAsync());

        // A new edge gets at once what is proven: nothing newer is on its way.
        await world.Hub.JoinAsync("g");
        await world.StepAsync();
        Assert.Equal("a1 b1 c1 d- e1 f1 g1", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1 g1", await world.HaveAsync());
    }

    [Fact]
    public async Task An_edge_that_gains_while_others_change_their_kind_gets_nothing_of_theirs()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy
        {
            Rollout = RolloutWorld.Three,
            Place = (_, edge) => !edge.Labels.ContainsKey("off"),
            Customize = (_, edge) => [JsonOperation.Set(["data", "value"], JsonElement.Parse(edge.Labels.ContainsKey("big") ? "\"B\"" : "\"S\""))],
        });
        await world.Hub.EditAsync("f", labels: [("off", "1")]);
        await world.RunAsync();
        Assert.Equal("aS bS cS dS eS f-", await world.HaveAsync());
        foreach (var edge in new[] { "a", "d", "e" })
        {
            await world.Hub.EditAsync(edge, labels: [("big", "1")]);
        }

        await world.StepAsync();
        Assert.Equal("aB bS cS dS eS f-", await world.HaveAsync());
        await world.Hub.EditAsync("f", labels: [("big", "1")], removeLabels: ["off"]);
        await world.StepAsync();
        Assert.Equal("aB bS cS dS eS f-", await world.HaveAsync());
        await world.RunAsync();
        Assert.Equal("aB bS cS dB eB fB", await world.HaveAsync());
    }

    [Fact]
    public async Task A_removal_goes_in_waves_and_is_asked_about_once()
    {
        foreach (var restart in new[] { false, true })
        {
            using var world = await RolloutWorld.StartAsync(RolloutWorld.Three);
            world.Mean("nowhere", new FakePolicy { Rollout = RolloutWorld.Three, Place = (_, _) => false });
            await world.Hub.PolicyAsync("stores", "nowhere");
            await world.RunAsync();
            var hold = world.Record.Hold!;
            Assert.Equal((6, "a1 b1 c1 d1 e1 f1"), (hold.Edges, await world.HaveAsync()));
            Assert.Null((await world.Hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = hold.Id }, default)).Error);
            await world.StepAsync();
            Assert.Equal("a- b1 c1 d1 e1 f1", await world.HaveAsync());
            for (var turn = 0; turn < 12; turn++)
            {
                Assert.Null(world.Record.Hold);
                if (restart)
                {
                    await world.RestartAsync();
                }

                await world.FollowAsync();
                await world.StepAsync();
            }

            Assert.Equal(("a- b- c- d- e- f-", RolloutPhase.Complete, 2L), (await world.HaveAsync(), world.Progress!.Phase, world.Progress.Number));
        }
    }

    [Fact]
    public async Task An_object_that_is_deleted_goes_in_waves_and_comes_back_with_a_rollback()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Three });
        await world.EditAsync("1", "y");
        await world.RunAsync();
        await world.Hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [X] }, default);
        await world.StepAsync();
        Assert.NotNull(world.Record.Hold);
        await world.Hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = "stores" }, default);
        await world.StepAsync();
        await world.FollowAsync("a");
        await world.StepAsync();
        Assert.Equal(("a- b- c- d1 e1 f1", "a1 b1 c1 d1 e1 f1"), (await world.HaveAsync(), await world.HaveAsync("y")));
        await world.OrderAsync(RolloutActions.Abort);
        await world.RunAsync();
        Assert.Equal(("a1 b1 c1 d1 e1 f1", RolloutPhase.RolledBack), (await world.HaveAsync(), world.Progress!.Phase));

        // The same change again was let go already.
        await world.OrderAsync(RolloutActions.Retry);
        await world.RunAsync();
        Assert.Equal(("a- b- c- d- e- f-", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_object_that_moves_to_another_policy_is_at_no_edge_twice(bool waves, bool back)
    {
        var mine = new FakePolicy { Rollout = RolloutWorld.Three };
        using var world = await RolloutWorld.StartAsync(mine);
        await world.EditAsync("1", "y");
        await world.RunAsync();
        world.Mean("only-y", mine with { Selects = new PolicySelection { Names = ["y"] } });
        world.Mean("only-x", new FakePolicy { Selects = new PolicySelection { Names = ["x"] }, Rollout = waves ? RolloutWorld.Three : null });
        await world.Hub.PolicyAsync("others", "only-x");
        await world.Hub.PolicyAsync("stores", "only-y");
        await world.StepAsync();
        if (world.Record.Hold is { } hold)
        {
            await world.Hub.Commands.ConfirmAsync("default", new ConfirmRequest { Id = hold.Id }, default);
            await world.StepAsync();
        }

        // It is missed nowhere.
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.FollowAsync();
        await world.StepAsync();
        if (back)
        {
            await world.OrderAsync(RolloutActions.Abort);
            await world.RunAsync();
            Assert.Equal((RolloutPhase.RolledBack, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
            return;
        }

        await world.RunAsync();
        Assert.Equal((RolloutPhase.Complete, "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, await world.HaveAsync()));
        Assert.All(world.Hub.Inventory.Edges, edge => Assert.Equal(2, world.Hub.Desired.Root(edge.Id)!.Root.Policies.Count));
        Assert.Equal(PolicyPhase.Ready, world.Hub.State("others").Phase);
    }
}
