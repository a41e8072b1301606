using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Live;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>
/// A hub as far as one policy's rollouts go: it does in virtual time, with the same rules, what the hub's gate does with buckets, streams and a policy host. What is
/// durable there survives <see cref="Restart"/> here, and nothing else.
/// </summary>
internal sealed partial class SimulatedHub : IMemberNews
{
    private const int KeptReleases = 10;
    private readonly SimulatedWorld _world;
    private readonly SimulationOptions _options;
    private readonly MemberCount _count;
    private readonly Dictionary<string, PresenceState> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedRoot> _roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReportHead> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RegionRollout> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, RolloutPlanRecord> _plans = [];
    private bool _asking;
    private DateTimeOffset _heardAt;

    public SimulatedHub(SimulatedWorld world, SimulationOptions options, PolicyKey key)
    {
        (_world, _options, Key, _count) = (world, options, key, new MemberCount(this));
        Record = new RolloutRecord { Policy = key };
        (Fleet, Plan) = (new FleetSlots(), new PolicyPlan(key));
        Live = new LiveRollout(Plan);
    }

    /// <summary>The policy.</summary>
    public PolicyKey Key { get; }

    /// <summary>What is recorded of its rollouts.</summary>
    public RolloutRecord Record { get; private set; }

    /// <summary>The fleet-wide freeze; null for none.</summary>
    public StopRecord? Freeze { get; set; }

    /// <summary>The fleet in memory.</summary>
    public FleetSlots Fleet { get; private set; }

    /// <summary>What is wanted and in force.</summary>
    public PolicyPlan Plan { get; private set; }

    /// <summary>The rollout in memory.</summary>
    public LiveRollout Live { get; private set; }

    /// <summary>Revision of the newest root.</summary>
    public long Revision { get; private set; }

    /// <summary>Rises with every restart.</summary>
    public int Life { get; private set; }

    /// <summary>Where it dies next.</summary>
    public HubCrash Crash { get; set; }

    /// <summary>Totals of the waves when the newest rollout was taken back: what goes back is counted anew. Null when it was not.</summary>
    public IReadOnlyList<WaveTotals>? Fallen { get; private set; }

    /// <inheritdoc/>
    public bool Hears => true;

    /// <inheritdoc/>
    public bool Settling { get; private set; }

    /// <summary>A hub that just started listens before it takes silence for absence.</summary>
    public void Settle(bool settling)
    {
        (Settling, Live.Heard) = (settling, null);
        _world.Poke();
    }

    /// <summary>An edge's published root; null when it has none.</summary>
    public SimulatedRoot? RootOf(string edge) => _roots.GetValueOrDefault(edge);

    /// <inheritdoc/>
    public RootVersion? Root(string edge) => _roots.GetValueOrDefault(edge)?.Version;

    /// <inheritdoc/>
    public ReportHead? Report(string edge, PolicyKey policy) => _reports.GetValueOrDefault(edge);

    /// <inheritdoc/>
    public RegionRollout? Rollout(string edge, PolicyKey policy) => _told.GetValueOrDefault(edge);

    /// <inheritdoc/>
    public PresenceState? Presence(string edge) => _heard.GetValueOrDefault(edge);

    /// <summary>Gives an edge what was proven, before the simulation begins.</summary>
    public void Prove(string edge, ManifestRef manifest, ReportHead report, PresenceState presence)
    {
        _roots[edge] = new SimulatedRoot(new RootVersion(report.Epoch, report.Revision), manifest, _world.Now);
        (_reports[edge], _heard[edge]) = (report, presence);
        Revision = Math.Max(Revision, report.Revision);
    }

    /// <summary>An edge reported; null: nothing of the policy is left there.</summary>
    public void Hear(string edge, ReportHead? report)
    {
        if (report is null)
        {
            _reports.Remove(edge);
        }
        else
        {
            _reports[edge] = report;
        }

        News(edge);
    }

    /// <summary>An edge's heartbeats say something else.</summary>
    public void Hear(string edge, PresenceState presence)
    {
        _heard[edge] = presence;
        News(edge);
    }

    /// <summary>The fleet or what is wanted changed.</summary>
    public void Reload()
    {
        foreach (var edge in _world.Edges.Values.Where(edge => !edge.Gone))
        {
            Fleet.Set(edge.Record);
        }

        foreach (var slot in Enumerable.Range(0, Fleet.Count))
        {
            if (Fleet[slot] is { } edge && _world.Edges[edge.Id].Gone)
            {
                Fleet.Remove(edge.Id);
                Live.Take(slot, null);
                Plan.InForce[slot] = Plan.Wanted[slot] = null;
                _roots.Remove(edge.Id);
                _reports.Remove(edge.Id);
                _told.Remove(edge.Id);
            }
        }

        Plan.Grow(Fleet.Count);
        for (var slot = 0; slot < Fleet.Count; slot++)
        {
            Plan.Wanted[slot] = Fleet[slot] is { } edge ? _world.Want(edge) : null;
        }
    }

    /// <summary>The process dies, and another one begins with what is durable. Slots are dealt anew, and nobody was heard yet.</summary>
    public void Restart()
    {
        (Life, Crash, _asking) = (Life + 1, HubCrash.None, false);
        (Fleet, Plan) = (new FleetSlots(), new PolicyPlan(Key));
        Live = new LiveRollout(Plan);
        if (_world.Link is not null)
        {
            (Plan.Grant, Plan.GrantOf) = (RolloutGrant.None, default(Digest));
        }

        _heard.Clear();
        Reload();
        for (var slot = 0; slot < Fleet.Count; slot++)
        {
            Plan.InForce[slot] = Fleet[slot] is { } edge ? _roots.GetValueOrDefault(edge.Id)?.Manifest : null;
        }

        Live.Grow(Fleet.Count);
        Live.Rule = _options.Rule;
        if (Record.Progress is { } progress && (!progress.Ended || progress.Phase is RolloutPhase.RolledBack or RolloutPhase.Aborted))
        {
            var stored = _plans[progress.Plan];
            RolloutStart.Restore(Live, progress, stored, Resolve(stored.From), Fleet, new WaveRelease(Live, Fleet, new EdgeCosts(), fresh: false));
        }
    }

    /// <summary>A person's order.</summary>
    public void Order(Func<RolloutRecord, RolloutRecord> order) => Record = order(Record);

    /// <summary>A region told how its own rollout stands.</summary>
    public void Hear(string edge, RegionRollout told)
    {
        _told[edge] = told;
        News(edge);
    }

    /// <summary>Begins, moves and ends rollouts as far as that goes now, publishes what edges may have, and tells its parent.</summary>
    public void Turn()
    {
        Move();
        if (_world.Link is { } link && RegionTelling.Of(Live, Record.Progress, Fleet, null, _world.Now) is { } told)
        {
            link.Tell(told);
        }
    }

    private void Move()
    {
        var now = _world.Now;
        Live.Grow(Fleet.Count);
        if (Plan.GrantOf is { IsZero: true })
        {
            Live.WakeAt = null;
            return;
        }

        Pin();
        Live.Rule = _options.Rule;
        Live.Share = GrantRule.Share(Live, Record.Progress);
        Owe();
        if (RolloutStart.Cause(Live, Fleet, Record, _world.Release.Inputs, _roots.ContainsKey) is { } cause)
        {
            Begin(cause);
            Live.Share = GrantRule.Share(Live, Record.Progress);
        }

        if (Record.Progress is not { } progress || progress.Phase == RolloutPhase.Complete)
        {
            (Plan.Goal, Plan.Progress, Live.WakeAt) = (null, null, null);
            Publish();
            return;
        }

        if (_count.Count(Live, progress, Fleet, now) is { Count: > 0 } homeless)
        {
            RolloutStart.Amend(Live, progress, _options.Policy.Waves(Fleet, Everybody()), homeless);
            _count.Count(Live, progress, Fleet, now);
        }

        var step = RolloutMachine.Step(Rule(now), progress, Live.Members, Surroundings(progress));
        Live.WakeAt = step.WakeAt;
        Ask(progress, step);
        if (!ReferenceEquals(step.Progress, progress))
        {
            Write(step);
            if (Crash == HubCrash.Recorded)
            {
                _world.RestartHub("after it recorded a turn");
                return;
            }

            if (progress.Phase != RolloutPhase.RollingBack && step.Progress.Phase == RolloutPhase.RollingBack)
            {
                Fallen = WaveCount.Of(_options.Rule, progress.Waves, Live.Members, progress.Wave, now).Totals;
                Move();
                return;
            }
        }

        Live.Releases?.Commit();
        Plan.Goal = GoalRule.Of(Live, step.Progress, step.Progress.Ended ? null : step, Fleet);
        Plan.Progress = step.Progress.Phase == RolloutPhase.Complete ? null : step.Progress;
        var published = Publish();
        _options.Watch?.Invoke(_world, progress, step, published);
        if (Crash == HubCrash.Publishing && published.Count > 0)
        {
            _world.RestartHub("while it published");
        }
    }

    /// <summary>Takes a gate's answer.</summary>
    public void Answer(GateAnswer answer)
    {
        (Live.Answer, _asking, Live.WakeAt) = (answer, false, DateTimeOffset.MinValue);
    }

    private RolloutRule Rule(DateTimeOffset now) =>
        _options.AsksSeldom && (now - _heardAt) / 100 is var seldom && seldom > _options.Rule.Every ? _options.Rule with { Every = seldom } : _options.Rule;

    private void News(string edge)
    {
        _heardAt = _world.Now;
        if (Fleet.TryGet(edge, out var slot))
        {
            Live.Heard?.Add(slot);
        }

        _world.Poke();
    }

    private void Pin()
    {
        var pin = Record.Pin;
        if (pin is not null && pin.Over != _world.Release.Inputs)
        {
            Record = Record with { Pin = null };
            pin = null;
        }

        Plan.Pinned = pin is null ? null : PinnedRule.Of(Plan, Resolve(_plans[pin.Plan].To), Fleet);
    }

    /// <summary>Finds out what a rollout that an earlier process completed owes.</summary>
    private void Owe()
    {
        if (Record.Progress is { Phase: RolloutPhase.Complete } progress && progress.Number != Live.Number && progress.Inputs == _world.Release.Inputs)
        {
            foreach (var (edge, manifest) in Resolve(_plans[progress.Plan].To))
            {
                if (Fleet.TryGet(edge, out var slot))
                {
                    Live.Take(slot, edge);
                    (Live.Planned[slot], Live.To[slot]) = (true, manifest);
                }
            }

            Live.Number = progress.Number;
        }
    }

    private Dictionary<string, ManifestRef?> Resolve(SortedDictionary<string, IReadOnlyList<string>> half)
    {
        var edges = new Dictionary<string, ManifestRef?>(StringComparer.Ordinal);
        foreach (var (text, ids) in half)
        {
            var manifest = text.Length == 0 ? null : _world.Reports.Find(Digest.Parse(text));
            foreach (var id in ids)
            {
                edges[id] = manifest;
            }
        }

        return edges;
    }

    private Policies.EdgeSet Everybody() => EdgeSets.Of(Fleet.Count, Enumerable.Range(0, Fleet.Count).Where(slot => Fleet[slot] is { } edge && !Live.Shares(edge) && (Plan.Want(slot) is not null || Plan.InForce[slot] is not null)));

    private void Begin(RolloutCause cause)
    {
        var (now, before) = (_world.Now, Record.Progress);
        var (members, regions) = (RolloutStart.Edges(Live, Fleet, cause, _roots.ContainsKey), RolloutStart.Regions(Live, Fleet, cause, _roots.ContainsKey));
        RolloutStart.Count(Live, Fleet, members, regions, region => RegionShares.Edges(_told.GetValueOrDefault(region)));
        var waves = RolloutStart.Begin(Live, Fleet, before, members, regions, TierWaves.Complete(Live, Fleet, _options.Policy.Waves(Fleet, members)));
        var number = Math.Max(before?.Number ?? 0, Record.Releases is [.., var last] ? last.Number : 0) + 1;
        Record = Record with
        {
            Progress = new RolloutProgress
            {
                Number = number,
                Cause = cause,
                Inputs = _world.Release.Inputs,
                Bundle = default,
                Plan = Keep(number, waves.Count),
                AboveEpoch = 1,
                AboveRevision = Revision,
                To = Record.Pin?.Release,
                StartedAt = now,
                Since = now,
                Waves = waves,
            },
            Releases = before is { Ended: false } ? [.. Record.Releases, RolloutStart.Release(before with { Phase = RolloutPhase.Superseded, EndedAt = now, Message = $"release {number} took its place" })] : Record.Releases,
        };
        RolloutStart.Begun(Live, number, new WaveRelease(Live, Fleet, new EdgeCosts(), fresh: true), now);
        _world.Note("rollout.began", $"release {number} ({cause}) goes to {members.Count} edges in {waves.Count} waves");
    }

    private Digest Keep(long number, int waves)
    {
        var record = RolloutStart.PlanOf(Live, Fleet, number, waves);
        var digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes($"plan {number} {_plans.Count}"));
        _plans[digest] = record;
        return digest;
    }
}
