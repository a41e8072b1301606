using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Rollouts;

/// <summary>Orders are durable before they are answered, wake the flow, and stand in the audit.</summary>
public sealed class RolloutHandlerTests
{
    private static readonly PolicyKey Policy = new("default", "stores");

    [Fact]
    public async Task A_pause_outlives_the_hub_and_is_told_to_the_audit()
    {
        var world = World();
        using (var hub = await StartAsync(world))
        {
            _ = Events(hub);
            var result = await DoAsync(hub, new RolloutRequest { Action = "pause", Policy = "stores", Actor = "ann@desk", Reason = "season" });
            Assert.Equal(("stores", "ann@desk", null), (result.Policy, result.Rollout!.Paused!.By, result.Freeze));
            var told = Assert.Single(Events(hub));
            Assert.Equal(("rollout.paused", "stores", "default", "ann@desk", "paused: season"), (told.Kind, told.Subject, told.Workspace, told.Actor, told.Message));
            Assert.Equal((null, "ann@desk"), (told.Before, told.After!.Value.GetProperty("by").GetString()));
            Assert.False(hub.Desired.Settled);
        }

        using var again = await world.StartAsync("hub-2");
        Assert.Equal("season", again.Desired.Rollout(Policy)!.Paused!.Reason);
        Assert.Null((await DoAsync(again, new RolloutRequest { Action = "resume", Policy = "stores" })).Rollout!.Paused);
        var resumed = Events(again).Single(told => told.Kind == "rollout.resumed");
        Assert.Equal(("api", "ann@desk"), (resumed.Actor, resumed.Before!.Value.GetProperty("by").GetString()));
    }

    [Theory]
    [InlineData("abort", RolloutPhase.Held, "rollout.aborted", "aborted; edges go back: why", "\"Held\"", "\"RollingBack\"")]
    [InlineData("retry", RolloutPhase.RolledBack, "rollout.retried", "attempt 2 of release 2: why", "\"RolledBack\"", "\"Progressing\"")]
    [InlineData("approve", RolloutPhase.Held, "rollout.approved", "wave 1 (canary) may open: why", "0", "1")]
    [InlineData("undo", RolloutPhase.Complete, "rollout.undone", "goes back to release 1: why", "2", "1")]
    [InlineData("resume", RolloutPhase.Paused, "rollout.resumed", "resumed: why", "\"Paused\"", "\"Progressing\"")]
    public async Task Every_order_says_what_it_changed(string action, RolloutPhase phase, string kind, string message, string before, string after)
    {
        using var hub = await StartAsync(World());
        await PutAsync(hub, phase);
        _ = Events(hub);
        await DoAsync(hub, new RolloutRequest { Action = action, Policy = "stores", Actor = "ann", Reason = "why" });
        var told = Assert.Single(Events(hub));
        Assert.Equal((kind, message, "ann"), (told.Kind, told.Message, told.Actor));
        Assert.Equal((before, after), (told.Before?.GetRawText(), told.After?.GetRawText()));
    }

    [Fact]
    public async Task An_order_that_means_nothing_changes_nothing()
    {
        using var hub = await StartAsync(World());
        await PutAsync(hub, RolloutPhase.Complete);
        _ = Events(hub);
        var before = hub.Desired.Rollout(Policy);
        var reply = await hub.Commands.RolloutAsync("default", new RolloutRequest { Action = "abort", Policy = "stores" }, default);
        Assert.Equal("conflict", reply.Error!.Code);
        Assert.Contains("that of release 2 is complete; kse rollout undo stores", reply.Error.Message, StringComparison.Ordinal);
        Assert.Same(before, hub.Desired.Rollout(Policy));
        Assert.Empty(Events(hub));
    }

    [Theory]
    [InlineData("stroes", "default has no policy stroes; did you mean 'stores'?")]
    [InlineData("", "which policy?")]
    public async Task A_policy_that_is_none_is_not_paused(string name, string why)
    {
        using var hub = await StartAsync(World());
        var error = (await hub.Commands.RolloutAsync("default", new RolloutRequest { Action = "pause", Policy = name }, default)).Error!;
        Assert.Equal("not-found", error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(hub.Desired.Rollouts, rollout => rollout.Policy.Name == name);
    }

    [Fact]
    public async Task A_freeze_is_the_fleets_and_outlives_the_hub()
    {
        var world = World();
        using (var hub = await StartAsync(world))
        {
            _ = Events(hub);
            var frozen = (await DoAsync(hub, new RolloutRequest { Action = "freeze", Actor = "ann", Reason = "season", ForSeconds = 60 })).Freeze!;
            Assert.Equal(("ann", hub.Time.GetUtcNow().AddMinutes(1)), (frozen.By, frozen.Until));
            var told = Assert.Single(Events(hub));
            Assert.Equal(("fleet.frozen", "hub", ""), (told.Kind, told.Subject, told.Workspace));
        }

        using var again = await world.StartAsync("hub-2");
        Assert.Equal("season", again.Service<FreezeBook>().Current!.Reason);
        var twice = (await again.Commands.RolloutAsync("other", new RolloutRequest { Action = "freeze" }, default)).Error!;
        Assert.Contains("frozen already, by ann since 2026-01-01 00:00 UTC until 2026-01-01 00:01 UTC (season); kse rollout unfreeze", twice.Message, StringComparison.Ordinal);
        Assert.Null((await DoAsync(again, new RolloutRequest { Action = "unfreeze" })).Freeze);
        Assert.Null(again.Service<FreezeBook>().Current);
        Assert.Equal("fleet.unfrozen", Events(again)[^1].Kind);
        Assert.Contains("not frozen", (await again.Commands.RolloutAsync("default", new RolloutRequest { Action = "unfreeze" }, default)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_freeze_that_ended_by_itself_is_none()
    {
        using var hub = await StartAsync(World());
        await DoAsync(hub, new RolloutRequest { Action = "freeze", ForSeconds = 60 });
        hub.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("conflict", (await hub.Commands.RolloutAsync("default", new RolloutRequest { Action = "unfreeze" }, default)).Error!.Code);
        Assert.NotNull((await DoAsync(hub, new RolloutRequest { Action = "freeze" })).Freeze);
    }

    private static HubWorld World() => new() { Policies = { ["stores"] = new FakePolicy() } };

    private static async Task<TestHub> StartAsync(HubWorld world)
    {
        var hub = await world.StartAsync();
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();
        return hub;
    }

    private static async Task<RolloutResult> DoAsync(TestHub hub, RolloutRequest request)
    {
        var reply = await hub.Commands.RolloutAsync("default", request, default);
        Assert.True(reply.Error is null, reply.Error?.Message);
        return reply.Result!.Value.Deserialize(ContractsJson.Default.RolloutResult)!;
    }

    private static Task<RolloutRecord> PutAsync(TestHub hub, RolloutPhase phase)
    {
        var plan = Digest.Of("plan"u8);
        return hub.Service<RolloutTable>().UpdateAsync(
            Policy,
            record => record with
            {
                Releases = [new ReleaseRecord(1, plan, [], default) { Plan = plan }, new ReleaseRecord(2, plan, [], default) { Plan = plan }],
                Progress = new RolloutProgress
                {
                    Number = 2,
                    Inputs = plan,
                    Bundle = plan,
                    Plan = plan,
                    Phase = phase,
                    StartedAt = default,
                    Since = default,
                    Waves = [new WaveRecord { Name = "canary" }, new WaveRecord { Name = "rest" }],
                },
            },
            default);
    }

    private static List<EventRecord> Events(TestHub hub)
    {
        var events = new List<EventRecord>();
        while (hub.Service<HubEvents>().Queue.TryRead(out var told))
        {
            events.Add(told);
        }

        return events;
    }
}
