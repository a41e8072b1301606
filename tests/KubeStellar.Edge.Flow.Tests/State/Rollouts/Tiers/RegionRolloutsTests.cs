using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Tiers;

/// <summary>What a region tells, and of what.</summary>
public sealed class RegionRolloutsTests
{
    private readonly TierWorld _world = new(Wave(), Wave());

    [Fact]
    public void Nothing_is_told_of_another_manifest_than_was_counted()
    {
        var (told, changes) = (new RegionRollouts(), 0);
        told.Changed += _ => changes++;
        told.Tell(TierWorld.Key, Told());
        Assert.Null(told.Of(TierWorld.Key, _world.New.Digest));
        (_world.Live.Plan.GrantOf, _world.Live.Plan.Grant) = (_world.New.Digest, new RolloutGrant { Rules = 1 });
        told.Tell(TierWorld.Key, Told());
        told.Tell(TierWorld.Key, Told());
        Assert.Equal(_world.Live.Plan.Grant, told.Of(TierWorld.Key, _world.New.Digest)!.Grant);
        Assert.Null(told.Of(TierWorld.Key, _world.Old.Digest));
        Assert.Equal(1, changes);
    }

    [Fact]
    public void Edges_are_told_by_declared_wave_and_waiting_for_the_parent_is_no_trouble()
    {
        _world.Live.Plan.GrantOf = _world.New.Digest;
        _world.Live.Members = [.. Edges("RF"), .. Edges("p", 1)];
        var progress = Progress(WavePhase.Open, WavePhase.Waiting) with { Phase = RolloutPhase.Waiting, Reason = "AwaitsParent", Message = "it waits" };
        var told = Told(progress)!;
        Assert.Equal((RolloutPhase.Waiting, "", ""), (told.Phase, told.Reason, told.Message));
        Assert.Equal("0: 1 ready 1 failed of 2, 1: 0 ready 0 failed of 1", string.Join(", ", told.Waves.Select(wave => $"{wave.Rule}: {wave.Totals.Ready} ready {wave.Totals.Failed} failed of {wave.Totals.All}")));
        Assert.Equal("Paused", Told(progress with { Phase = RolloutPhase.Paused, Reason = "Paused" })!.Reason);
    }

    [Fact]
    public void A_policy_that_fails_here_is_told()
    {
        (_world.Live.Plan.GrantOf, _world.Live.Plan.Fault) = (_world.New.Digest, new PolicyFault("Threw", "boom", "web.js:1:1"));
        var told = Told(Progress(WavePhase.Open, WavePhase.Waiting))!;
        Assert.Equal((RolloutPhase.Held, "Threw", "boom"), (told.Phase, told.Reason, told.Message));
    }

    [Fact]
    public void Whose_a_rollout_is_follows_from_the_grant()
    {
        var progress = Progress(WavePhase.Open, WavePhase.Waiting);
        Assert.Null(GrantRule.Share(_world.Live, progress));
        _world.Live.Plan.GrantOf = _world.New.Digest;
        Assert.Equal(GrantRule.Everything, GrantRule.Share(_world.Live, progress));
        Assert.Null(GrantRule.Share(_world.Live, progress with { Cause = RolloutCause.Fleet }));
        _world.Live.Plan.Grant = new RolloutGrant { Rules = 1 };
        Assert.Equal(_world.Live.Plan.Grant, GrantRule.Share(_world.Live, progress with { Cause = RolloutCause.Fleet }));
    }

    private RegionRollout? Told(RolloutProgress? progress = null) => RegionTelling.Of(_world.Live, progress, new FleetSlots(), null, Now);
}
