using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Everything of a simulation: the clock, what is to come, edges and their hub; and what may be done to them.</summary>
internal sealed class SimulatedWorld
{
    private readonly SimulationOptions _options;
    private readonly SimulatedClock _clock;
    private readonly List<SimulationEvent> _trace;
    private readonly string _name = "";
    private readonly SimulatedDevices _devices;
    private readonly Dictionary<Digest, SimulatedRelease> _releases;
    private readonly TimeSpan _gap;
    private DateTimeOffset? _poked;

    public SimulatedWorld(SimulationOptions options, SimulatedWorld? above = null, string name = "")
    {
        (_options, _name, Random) = (options, name, above?.Random ?? new Random(options.Seed));
        (_clock, _trace) = (above?._clock ?? new SimulatedClock(options.Start), above?._trace ?? []);
        var key = new PolicyKey("default", options.Name);
        (Reports, Hub) = (above?.Reports ?? new SimulatedReport(key, options.Size), new SimulatedHub(this, options, key));
        Release = new SimulatedRelease("1", _ => "1");
        _releases = above?._releases ?? new Dictionary<Digest, SimulatedRelease> { [OfRegions(Release).Digest] = Release };
        _devices = new SimulatedDevices(this, options.Habits);
        // A hub with many edges looks at them together, some times a second.
        _gap = TimeSpan.FromMilliseconds(Math.Max(20, options.Edges.Count / 5));
        Flight = new FlightCount(this, options.Rule);
        foreach (var (id, inner) in options.Regions)
        {
            Regions[id] = new SimulatedWorld(inner, this, id);
        }
    }

    /// <summary>The simulated time.</summary>
    public DateTimeOffset Now => _clock.Now;

    /// <summary>Worlds inside of regions, by the region's id.</summary>
    public SortedDictionary<string, SimulatedWorld> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>How this one follows its parent; null at the top.</summary>
    public SimulatedLink? Link { get; private set; }

    /// <summary>This one and all inside of it.</summary>
    public IEnumerable<SimulatedWorld> All => [this, .. Regions.Values.SelectMany(region => region.All)];

    /// <summary>Everything random comes from it, in the order of what happens.</summary>
    public Random Random { get; }

    /// <summary>The hub.</summary>
    public SimulatedHub Hub { get; }

    /// <summary>Edges by id, also those that left.</summary>
    public SortedDictionary<string, SimulatedEdge> Edges { get; } = new(StringComparer.Ordinal);

    /// <summary>Manifests and reports.</summary>
    public SimulatedReport Reports { get; }

    /// <summary>What people want now.</summary>
    public SimulatedRelease Release { get; private set; }

    /// <summary>Edges on their way.</summary>
    public FlightCount Flight { get; }

    /// <summary>What happened.</summary>
    public IReadOnlyList<SimulationEvent> Trace => _trace;

    /// <summary>Roots published.</summary>
    public int Roots { get; private set; }

    /// <summary>When the next thing besides the hub's own looks happens; null: nothing does.</summary>
    public DateTimeOffset? NextAt => _clock.NextAt;

    /// <summary>When a hub looks next; null: only when something happens.</summary>
    public DateTimeOffset? HubAt => Regions.Count == 0 ? LookAt : All.Min(world => world.LookAt);

    private DateTimeOffset? LookAt => Hub.Live.WakeAt is { } wake && (_poked is not { } poked || wake < poked) ? (wake > Now ? wake : Now) : _poked;

    /// <summary>What was proven at the begin: every edge is well with it.</summary>
    public ManifestRef Proven => Reports.Manifest("1");

    /// <summary>What an edge is to have.</summary>
    public ManifestRef? Want(EdgeRecord edge) => edge.Region is not null ? OfRegions(Release) : Release.Variant(edge) is { } name ? Reports.Manifest(name) : null;

    /// <summary>Begins: the hubs start, and hear every edge that is in reach.</summary>
    public void Start()
    {
        foreach (var edge in _options.Edges)
        {
            Begin(edge);
        }

        foreach (var (id, region) in Regions)
        {
            region.Link = new SimulatedLink(this, region, Edges[id]);
            region.Start();
        }

        Hub.Restart();
        if (Link?.Edge.Has is { } manifest)
        {
            Take(manifest);
        }

        foreach (var edge in Edges.Values.Where(edge => !edge.Out))
        {
            Hub.Hear(edge.Record.Id, Heartbeat(edge, true));
        }
    }

    /// <summary>A region takes what its parent wants, and how far it may go.</summary>
    public void Take(ManifestRef manifest)
    {
        Release = _releases[manifest.Digest];
        (Hub.Plan.GrantOf, Hub.Plan.Grant) = (manifest.Digest, manifest.Entry.Grant);
        Note("granted", $"release {Release.Name}: {manifest.Entry.Grant}");
        Hub.Reload();
        Poke();
    }

    /// <summary>Puts an edge into the fleet that has what was proven.</summary>
    public void Begin(EdgeRecord record)
    {
        var edge = _devices.Make(record);
        Edges.Add(record.Id, edge);
        if (Want(record) is { } manifest)
        {
            (edge.Has, edge.Follows, edge.Said) = (manifest, new RootVersion(1, Edges.Count), SimulatedHealth.Ready);
            Hub.Prove(record.Id, manifest, Reports.Of(record.Id, manifest, SimulatedHealth.Ready, edge.Follows, ++edge.Sequence), Heartbeat(edge, true));
        }
    }

    /// <summary>People want something else.</summary>
    public void Edit(SimulatedRelease release)
    {
        Release = release;
        _releases[OfRegions(release).Digest] = release;
        Note("edited", $"release {release.Name} is wanted");
        Hub.Reload();
        Poke();
    }

    /// <summary>An edge joins.</summary>
    public void Join(EdgeRecord record)
    {
        if (!Edges.TryGetValue(record.Id, out var old) || old.Gone)
        {
            Edges[record.Id] = _devices.Make(record);
            Note("edge.joined", record.Id);
            Hub.Reload();
            Hub.Hear(record.Id, Heartbeat(Edges[record.Id], true));
        }
    }

    /// <summary>An edge leaves for good.</summary>
    public void Leave(string id)
    {
        if (Edges.TryGetValue(id, out var edge) && !edge.Gone)
        {
            (edge.Gone, edge.Generation) = (true, edge.Generation + 1);
            Note("edge.left", id);
            Hub.Reload();
            Poke();
        }
    }

    /// <summary>An edge's link is cut; it is back after a time, or (null) never.</summary>
    public void Silence(string id, TimeSpan? back) => _devices.Silence(Edges[id], back);

    /// <summary>The hub dies, and another process takes over.</summary>
    public void RestartHub(string when)
    {
        Note("hub.restarted", when);
        Hub.Restart();
        foreach (var edge in Edges.Values.Where(edge => !edge.Gone && !edge.Out))
        {
            In(TimeSpan.FromMilliseconds(Random.Next(30_000)), () => _devices.Beat(edge));
        }

        if (Link is not null)
        {
            Link.Ingest();
            Hub.Settle(true);
            In(Live.WaveRelease.Listening, () => Hub.Settle(false));
        }


        Poke();
    }

    /// <summary>A person stops everything, or (null) lets it go on.</summary>
    public void Freeze(StopRecord? stop)
    {
        Hub.Freeze = stop;
        Note(stop is null ? "fleet.unfrozen" : "fleet.frozen", stop?.Reason ?? "");
        Poke();
    }

    /// <summary>A person's order.</summary>
    public void Order(string what, Func<RolloutRecord, RolloutRecord> order)
    {
        Hub.Order(order);
        Note("order", what);
        Poke();
    }

    /// <summary>Notes what happened.</summary>
    public void Note(string kind, string text) => _trace.Add(new SimulationEvent(Now, kind, _name.Length > 0 ? $"{_name}: {text}" : text));

    /// <summary>Has the hub look soon.</summary>
    public void Poke() => _poked ??= Now + _gap;

    /// <summary>Does something later.</summary>
    public void In(TimeSpan after, Action what) => InAsync(after, () =>
    {
        what();
        return Task.CompletedTask;
    });

    /// <summary>The hub published an edge's root.</summary>
    public void Deliver(string id)
    {
        Roots++;
        _devices.Deliver(Edges[id]);
    }

    /// <summary>The hub asks the gate.</summary>
    public void Ask(RolloutProgress progress, GateQuestion question, IReadOnlyList<string> failures)
    {
        var life = Hub.Life;
        InAsync(TimeSpan.FromMilliseconds(50 + Random.Next(500)), async () =>
        {
            var outcome = await _options.Policy.GateAsync(progress, question, failures, Now);
            if (life == Hub.Life)
            {
                Hub.Answer(new GateAnswer(question, outcome.Value, outcome.Fault, Now));
                Poke();
            }
        });
    }

    /// <summary>Something happens: the next thing, or the hub's look.</summary>
    public async Task StepAsync()
    {
        if (HubAt is { } look && (NextAt is not { } next || look <= next))
        {
            _clock.Advance(look);
            var world = Regions.Count == 0 ? this : All.First(one => one.LookAt == look || one.LookAt <= Now);
            world._poked = null;
            world.Hub.Turn();
            return;
        }

        await _clock.Take()();
    }

    /// <summary>What an edge's heartbeat says.</summary>
    public PresenceState Heartbeat(SimulatedEdge edge, bool reachable) => new(
        reachable,
        new HeartbeatMessage
        {
            Edge = edge.Record.Id,
            Epoch = edge.Follows.Epoch,
            Revision = edge.Follows.Revision,
            Conditions = edge.Holds ? [new Condition(Site.ConditionTypes.ChangesHeld, "True", "Vetoed", "somebody at the site holds changes off")] : [],
        },
        Now);

    private ManifestRef OfRegions(SimulatedRelease release) => Reports.Manifest("region " + release.Name);

    private void InAsync(TimeSpan after, Func<Task> what) => _clock.In(after, what);
}
