using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Tiers;

/// <summary>A hub with the region <c>eu</c> and an edge <c>a</c>, whose policy goes from an old release to a new one in waves.</summary>
internal sealed class TierWorld
{
    public static readonly PolicyKey Key = new("default", "web");

    public TierWorld(params WaveRule[] waves)
    {
        Fleet.Set(new EdgeRecord { Id = "a", Identity = new EdgeIdentity("U", "", "", default) });
        Fleet.Set(new EdgeRecord { Id = "eu", Identity = new EdgeIdentity("V", "", "", default), Region = new RegionRecord("K", new RegionRights()) });
        Live = new LiveRollout(new PolicyPlan(Key)) { Number = 7, Rule = Machines.Rule(waves) };
        Live.Plan.Grow(2);
        Live.Grow(2);
        Live.Take(1, "eu");
        Live.Plan.Wanted[1] = New;
        (Live.Plan.InForce[1], Live.From[1], Live.To[1], Live.Planned[1]) = (Old, Old, New, true);
        (Live.Members[1].Changes, Live.Members[1].Reachable) = (true, true);
    }

    public ManifestRef Old { get; } = Manifest("old");

    public ManifestRef New { get; } = Manifest("new");

    public FleetSlots Fleet { get; } = new();

    public LiveRollout Live { get; }

    /// <summary>What the region has now.</summary>
    public ManifestRef? Has
    {
        get => Live.Plan.InForce[1];
        set => Live.Plan.InForce[1] = value;
    }

    public ManifestRef? Goal(RolloutProgress progress, bool stopped = false) => RegionGoal.Of(Live, progress, stopped, 1, new Likeness(Live, progress, Fleet));

    /// <summary>What the region told.</summary>
    public void Tell(ManifestRef manifest, RolloutGrant? grant, RolloutPhase phase, string reason, params RegionWave[] waves) =>
        Live.Told[1] = new RegionRollout { Manifest = manifest.Digest, Grant = grant, Phase = phase, Reason = reason, Message = "why", Waves = waves };

    public IReadOnlyList<WaveTotals> Shares(RolloutProgress progress) => RegionShares.Of(Live, progress, Fleet, Machines.Now);

    public static ManifestRef Manifest(string name) => new(Key, Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)), new ManifestRecord { Policy = Key, Bundle = default, Objects = [] }, null);
}
