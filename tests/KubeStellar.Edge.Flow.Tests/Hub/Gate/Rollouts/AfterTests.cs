using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A rollout that comes after another policy's.</summary>
public sealed class AfterTests
{
    // The hub goes through policies by name: the one that waits comes first, and last.
    [Theory]
    [InlineData("aaa")]
    [InlineData("zzz")]
    public async Task A_rollout_waits_for_another_that_changed_in_the_same_moment(string later)
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Three, Selects = new PolicySelection { Names = ["x"] } });
        world.Mean("later", new FakePolicy { Rollout = RolloutWorld.Three with { After = ["stores"] }, Selects = new PolicySelection { Names = ["y"] } });
        await world.Hub.PolicyAsync(later, "later");
        await world.EditAsync("1", "y");
        await world.RunAsync();
        Assert.Equal("a1 b1 c1 d1 e1 f1", await world.HaveAsync("y"));

        await world.Hub.ApplyAsync(Objects.ConfigMap("x", "2"), Objects.ConfigMap("y", "2"));
        for (var turn = 0; world.Progress is not { Number: 2, Phase: RolloutPhase.Complete }; turn++)
        {
            Assert.True(turn < 30);
            await world.StepAsync();
            Assert.True(world.Progress is { Phase: RolloutPhase.Complete } || await world.HaveAsync("y") == "a1 b1 c1 d1 e1 f1");
            await world.FollowAsync();
        }

        await world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync("y"));
    }

    [Fact]
    public async Task What_was_taken_back_opens_nothing()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Three with { OnFailure = FailureAction.Rollback }, Selects = new PolicySelection { Names = ["x"] } });
        world.Mean("later", new FakePolicy { Rollout = RolloutWorld.Three with { After = ["stores", "nobody"] }, Selects = new PolicySelection { Names = ["y"] } });
        world.Sick.Add("b");
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(RolloutPhase.RolledBack, world.Progress!.Phase);
        await world.Hub.PolicyAsync("later", "later");
        await world.EditAsync("1", "y");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Waiting, "AfterOther"), (world.ProgressOf("later")!.Phase, world.ProgressOf("later")!.Reason));
        Assert.Contains("kse rollout status stores", world.ProgressOf("later")!.Message, StringComparison.Ordinal);
        world.Sick.Clear();
        await world.EditAsync("3");
        await world.RunAsync();
        await world.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Contains("nobody applied it", world.ProgressOf("later")!.Message, StringComparison.Ordinal);
    }
}
