using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>A policy's own gate decides how it goes on.</summary>
public sealed class GateTests
{
    [Fact]
    public async Task A_gate_is_asked_about_totals_and_what_was_fetched()
    {
        var inputs = new List<JsonElement>();
        using var world = await RolloutWorld.StartAsync(new FakePolicy
        {
            Rollout = RolloutWorld.Gated with { Inputs = ["errors"] },
            Gate = input =>
            {
                inputs.Add(input);
                return Totals(input, "ready") == Totals(input, "members") ? new GateVerdict(GateDecision.Proceed, "all well") : new GateVerdict(GateDecision.Hold, "not yet");
            },
        });
        inputs.Clear();
        world.World.Inputs.Gives = _ => Task.FromResult(JsonElement.Parse("7"));
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
        Assert.Equal([0, 1, 2], inputs.Select(input => input.GetProperty("wave").GetInt32()).Distinct());
        var last = inputs[^1];
        Assert.Equal((3, 3, 7, 2), (Totals(last, "all"), Totals(last, "ready"), last.GetProperty("inputs").GetProperty("errors").GetProperty("value").GetInt32(), last.GetProperty("earlier").GetArrayLength()));
        Assert.All(world.Progress.Waves, wave => Assert.Equal(("proceed", "all well"), (wave.Verdict, wave.Reason)));
        var told = world.Events().Where(one => one.Kind == "gate.decided").ToList();
        Assert.Contains(told, one => one.Message == "wave 3: proceed: all well" && one.Before!.Value.GetProperty("inputs").GetProperty("errors").GetProperty("value").GetInt32() == 7);
    }

    [Fact]
    public async Task A_gate_that_holds_is_asked_again()
    {
        var verdict = new GateVerdict(GateDecision.Hold, "not today");
        using var world = await StartAsync(_ => verdict);
        Assert.Equal((RolloutPhase.Progressing, "GateHolds", "a2 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Reason, await world.HaveAsync()));
        Assert.StartsWith("not today; ", world.Progress.Message, StringComparison.Ordinal);
        var calls = world.Hub.Runtime.GateCalls;
        await world.RunAsync();
        Assert.Equal(calls, world.Hub.Runtime.GateCalls);
        verdict = new GateVerdict(GateDecision.Proceed, "");
        await world.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_gate_takes_back()
    {
        using var world = await StartAsync(input => new GateVerdict(input.GetProperty("wave").GetInt32() == 1 ? GateDecision.Rollback : GateDecision.Proceed, "too hot"));
        Assert.Equal((RolloutPhase.RolledBack, "too hot", "a1 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Message, await world.HaveAsync()));
    }

    [Fact]
    public async Task A_gate_pauses_until_a_person_resumes_and_is_asked_again_then()
    {
        var pauses = true;
        using var world = await StartAsync(_ => pauses ? new GateVerdict(GateDecision.Pause, "look at it") : new GateVerdict(GateDecision.Proceed, ""));
        Assert.Equal((RolloutPhase.Paused, "GatePaused", "a2 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Reason, await world.HaveAsync()));
        pauses = false;
        await world.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        await world.RestartAsync();
        await world.RunAsync();
        Assert.Equal("a2 b1 c1 d1 e1 f1", await world.HaveAsync());
        pauses = true;
        await world.OrderAsync(RolloutActions.Resume);
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Paused, "GatePaused"), (world.Progress!.Phase, world.Progress.Reason));
        pauses = false;
        await world.OrderAsync(RolloutActions.Resume);
        await world.RunAsync();
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_gate_asks_a_person()
    {
        using var world = await StartAsync(input => input.GetProperty("wave").GetInt32() == 0 ? new GateVerdict(GateDecision.Ask, "is it cold there?") : new GateVerdict(GateDecision.Proceed, ""));
        Assert.Equal((RolloutPhase.Held, "GateAsks", "a2 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Reason, await world.HaveAsync()));
        Assert.Contains("is it cold there?", world.Hub.State("stores").Message, StringComparison.Ordinal);
        await world.OrderAsync(RolloutActions.Approve);
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", "ann"), (await world.HaveAsync(), world.Progress!.Waves[0].Passed!.By));
    }

    [Theory]
    [InlineData(InconclusiveAction.Retry, RolloutPhase.Progressing, "Inconclusive")]
    [InlineData(InconclusiveAction.Ask, RolloutPhase.Held, "GateAsks")]
    [InlineData(InconclusiveAction.Hold, RolloutPhase.Held, "Inconclusive")]
    [InlineData(InconclusiveAction.Rollback, RolloutPhase.RolledBack, "Inconclusive")]
    [InlineData(InconclusiveAction.Proceed, RolloutPhase.Complete, "")]
    public async Task A_gate_that_cannot_tell_means_what_the_policy_says(InconclusiveAction action, RolloutPhase phase, string reason)
    {
        foreach (var after in new TimeSpan?[] { null, TimeSpan.FromMinutes(5) })
        {
            var rollout = new FakeRollout(FakeWave.Of("canary", "a") with { Gates = true }, FakeWave.Rest) { Inconclusive = action, InconclusiveAfter = after };
            using var world = await StartAsync(_ => new GateVerdict(GateDecision.Inconclusive, "no metrics"), rollout);
            if (after is { } time)
            {
                Assert.Equal((RolloutPhase.Progressing, "Inconclusive"), (world.Progress!.Phase, world.Progress.Reason));
                await world.PassAsync(time / 2);
                Assert.Equal((RolloutPhase.Progressing, "Inconclusive"), (world.Progress!.Phase, world.Progress.Reason));
                await world.PassAsync(time / 2);
                await world.PassAsync(TimeSpan.FromSeconds(11));
            }

            Assert.Equal((phase, reason), (world.Progress!.Phase, world.Progress.Reason));
        }
    }

    [Fact]
    public async Task A_gate_that_fails_holds_and_says_so_until_it_answers()
    {
        var fault = new PolicyFault("Threw", "x is not defined", "stores.js:3:7");
        PolicyFault? now = null;
        var policy = new FakePolicy { Rollout = RolloutWorld.Gated, GateFault = () => now };
        using var world = await RolloutWorld.StartAsync(policy);
        now = fault;
        await world.EditAsync("2");
        await world.RunAsync();
        Assert.Equal((RolloutPhase.Held, "GateFailed", "a2 b1 c1 d1 e1 f1"), (world.Progress!.Phase, world.Progress.Reason, await world.HaveAsync()));
        Assert.Contains("x is not defined at stores.js:3:7", world.Progress.Message, StringComparison.Ordinal);
        now = null;
        await world.PassAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("a2 b2 c2 d2 e2 f2", await world.HaveAsync());
    }

    [Fact]
    public async Task A_bundle_that_the_policy_host_lost_is_loaded_again_for_the_gate()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Gated });
        await world.EditAsync("2");
        await world.StepAsync();
        await world.Hub.Runtime.ForgetAsync(world.Progress!.Bundle, default);
        await world.RunAsync();
        Assert.Equal(("a2 b2 c2 d2 e2 f2", RolloutPhase.Complete), (await world.HaveAsync(), world.Progress!.Phase));
        Assert.DoesNotContain(world.Events(), told => told.Kind == "rollout.held");
    }

    [Fact]
    public async Task An_input_that_hangs_holds_up_its_own_rollout_only()
    {
        using var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = RolloutWorld.Gated with { Inputs = ["errors"] }, Selects = new PolicySelection { Names = ["x"] } });
        world.Mean("plain", new FakePolicy { Rollout = RolloutWorld.Gated, Selects = new PolicySelection { Names = ["y"] } });
        await world.Hub.PolicyAsync("others", "plain");
        await world.EditAsync("1", "y");
        await world.RunAsync();
        var never = new TaskCompletionSource<JsonElement>();
        world.World.Inputs.Gives = _ => never.Task;
        await world.Hub.ApplyAsync(Objects.ConfigMap("x", "2"), Objects.ConfigMap("y", "2"));
        var others = world.Hub.Service<RolloutKeeper>();
        for (var turn = 0; turn < 20; turn++)
        {
            await world.Hub.StepAsync();
            if (others.Find(new("default", "others"))?.Asking is { } asking)
            {
                await asking;
            }

            await world.FollowAsync();
        }

        Assert.Equal(("a2 b1 c1 d1 e1 f1", "a2 b2 c2 d2 e2 f2"), (await world.HaveAsync(), await world.HaveAsync("y")));

        // Nor does it hold up the next release, nor a person who lets the wave pass.
        world.World.Inputs.Gives = _ => Task.FromResult(JsonElement.Parse("0"));
        await world.EditAsync("3");
        await world.RunAsync();
        Assert.Equal("a3 b3 c3 d3 e3 f3", await world.HaveAsync());
        never.SetResult(JsonElement.Parse("0"));
    }

    private static async Task<RolloutWorld> StartAsync(Func<JsonElement, GateVerdict> gate, FakeRollout? rollout = null)
    {
        var first = true;
        var world = await RolloutWorld.StartAsync(new FakePolicy { Rollout = rollout ?? RolloutWorld.Gated, Gate = input => first ? new GateVerdict(GateDecision.Proceed, "") : gate(input) });
        first = false;
        await world.EditAsync("2");
        await world.RunAsync();
        return world;
    }

    private static int Totals(JsonElement input, string name) => input.GetProperty("totals").GetProperty(name).GetInt32();
}
