using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>A hub with regions, some of which have regions of their own; a policy and a plot. All drawn from one seed, rule and gate as a <see cref="Scenario"/> draws them.</summary>
internal sealed class TierScenario
{
    private readonly Random _random;
    private readonly Scenario _scenario;
    private int _edits = 2;
    private int _joined;
    private int _retries;

    public TierScenario(int seed, bool calm = false)
    {
        (Seed, Calm, _random, _scenario) = (seed, calm, new Random(seed * 31), new Scenario(seed, 10));
        Rule = calm ? _scenario.Rule with { Waves = [.. _scenario.Rule.Waves.Select(wave => wave with { Gates = false, Windows = [], Approve = null, Strategy = null })], Windows = [], Freezes = [] } : _scenario.Rule;
        _scenario.Policy.Groups = seed % 4 == 0 && !calm;
        Regions = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(at => $"region-{at}")];
    }

    public int Seed { get; }

    /// <summary>Nothing goes wrong, and nobody does anything.</summary>
    public bool Calm { get; }

    public RolloutRule Rule { get; }

    public ScenarioPolicy Policy => _scenario.Policy;

    public IReadOnlyList<string> Regions { get; }

    /// <summary>No edge falls silent or holds off by itself: whoever is in reach stays so.</summary>
    public bool Steady { get; private set; }

    /// <summary>Somebody edits on the way.</summary>
    public bool Edits { get; private set; }

    public List<string> Refused { get; } = [];

    public SimulationOptions Options(Action<SimulatedWorld, RolloutProgress, RolloutStep, IReadOnlyList<int>>? watch, bool flat = false)
    {
        Steady = Calm || One(3);
        var habits = Calm ? new EdgeHabits() : new EdgeHabits
        {
            Fails = Few(), FailsLater = Few(), Recovers = Few(), NeverReady = Few(), Stale = Few(), Silent = Steady ? 0 : Few(), GoesSilent = Steady ? 0 : Few(), Holds = Steady ? 0 : Few(), Slow = Few(),
        };
        var top = Inside("top", Regions, 2, habits, watch, _scenario.Policy);
        return (flat ? Flat(top) : top) with
        {
            Seed = Seed,
            Person = Help,
            Deeds = Calm || One(4) ? [] : [.. Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Deed())],
        };
    }

    private SimulationOptions Inside(string name, IReadOnlyList<string> regions, int depth, EdgeHabits habits, Action<SimulatedWorld, RolloutProgress, RolloutStep, IReadOnlyList<int>>? watch, ISimulatedPolicy policy)
    {
        var inner = regions.ToDictionary(
            region => region,
            region => Inside(region, depth > 1 && One(3) ? [$"{region}-a", $"{region}-b"] : [], depth - 1, habits, watch, new ScenarioPolicy(_scenario.Policy, (_, _, _) => throw new InvalidOperationException("a region asks no gate"))));
        var own = Enumerable.Range(0, regions.Count > 0 ? _random.Next(0, 12) : _random.Next(0, 15)).Select(at => Edge($"{name}-{at:000}"));
        return new SimulationOptions
        {
            Rule = Rule,
            Policy = policy,
            Edges = [.. own, .. regions.Select(region => Edge(region) with { Region = new RegionRecord("K" + region, new RegionRights()) })],
            Regions = inner,
            Habits = habits,
            Watch = watch,
        };
    }

    /// <summary>The same fleet without regions.</summary>
    private static SimulationOptions Flat(SimulationOptions options) =>
        options with { Edges = [.. options.Edges.Where(edge => edge.Region is null), .. options.Regions.Values.SelectMany(region => Flat(region).Edges)], Regions = new Dictionary<string, SimulationOptions>() };

    private static EdgeRecord Edge(string id)
    {
        var hash = StableHash.Of(id, 7);
        return new EdgeRecord { Id = id, Identity = new EdgeIdentity("U" + id, "", "", default), Labels = new() { ["region"] = $"r{hash % 4}" } };
    }

    private SimulationDeed Deed()
    {
        var after = TimeSpan.FromSeconds(Pick(_random.Next(1, 120), _random.Next(1, 1200), _random.Next(1, 5000)));
        var kind = _random.Next(18);
        Edits |= kind is 0 or 9 or 10 or 11;
        return new SimulationDeed(after, kind switch
        {
            0 => top => top.Edit(new SimulatedRelease($"{++_edits}", NameOf(_edits))),
            1 => top => Anyone(top).Join(Edge($"new-{_joined++:000}")),
            2 or 3 => top => Anyone(top).RestartHub("by chance"),
            4 or 5 => top => Anyone(top).Hub.Crash = HubCrash.Recorded,
            6 or 7 => top => Anyone(top).Hub.Crash = HubCrash.Publishing,
            8 => top => Try(Anyone(top), new RolloutRequest { Action = RolloutActions.Pause, Actor = "ann", ForSeconds = 900 }),
            9 => top => Try(top, new RolloutRequest { Action = RolloutActions.Abort, Actor = "ann", Keep = One(4) }),
            10 => top => Try(top, new RolloutRequest { Action = RolloutActions.Retry, Actor = "ann" }),
            11 => top => Try(top, new RolloutRequest { Action = RolloutActions.Undo, Actor = "ann" }),
            12 => top => Anyone(top).Freeze(new StopRecord { By = "ann", Reason = "stop the line", Since = top.Now, Until = top.Now.AddMinutes(10) }),
            13 => top => Try(top, new RolloutRequest { Action = RolloutActions.Approve, Actor = "bob" }),
            _ => top =>
            {
                // A region is cut off for a while, or for good.
                var (region, spell) = (Pick([.. top.All.Where(world => world.Link is not null)]), (TimeSpan?)TimeSpan.FromSeconds(top.Random.Next(30, 4000)));
                region.Link!.Above.Silence(region.Link.Edge.Record.Id, top.Random.Next(6) == 0 ? null : spell);
            },
        });
    }

    private static Func<EdgeRecord, string?> NameOf(int number) => edge => edge.Labels["region"] == "r1" ? $"{number}b" : $"{number}";

    private SimulatedWorld Anyone(SimulatedWorld top) => Pick([.. top.All]);

    /// <summary>Does what the stuck rollout at the top says, and what those inside say.</summary>
    private bool Help(SimulatedWorld top)
    {
        var progress = top.Hub.Record.Progress!;
        var message = progress.Message + progress.Waits;
        if (message.Contains("kse rollout unfreeze", StringComparison.Ordinal))
        {
            top.Freeze(null);
            return true;
        }

        var choices = new List<RolloutRequest>();
        if (message.Contains("kse rollout resume", StringComparison.Ordinal))
        {
            choices.Add(new RolloutRequest { Action = RolloutActions.Resume });
        }
        else
        {
            if (message.Contains("approve", StringComparison.Ordinal))
            {
                choices.AddRange(new[] { "ann", "bob", "eve" }.Select(who => new RolloutRequest { Action = RolloutActions.Approve, Actor = who }));
            }

            if (message.Contains("abort", StringComparison.Ordinal))
            {
                choices.Add(new RolloutRequest { Action = RolloutActions.Abort, Keep = progress.Phase == RolloutPhase.RollingBack });
            }

            if (message.Contains("retry", StringComparison.Ordinal) && _retries++ < 1)
            {
                choices.Add(new RolloutRequest { Action = RolloutActions.Retry });
            }
        }

        foreach (var request in choices.OrderBy(_ => _random.Next()))
        {
            if (Try(top, request))
            {
                return true;
            }

            Refused.Add($"{request.Action} at {progress.Phase} {progress.Reason}: {message}");
        }

        return false;
    }

    private static bool Try(SimulatedWorld world, RolloutRequest request)
    {
        try
        {
            world.Order($"{request.Actor} {request.Action}", record => RolloutOrders.Apply(record, request, world.Now));
            return true;
        }
        catch (RequestRefusedException)
        {
            return false;
        }
    }

    private double Few() => Pick(0, 0, 0, 0.02, 0.1, 0.3);

    private bool One(int of) => _random.Next(of) == 0;

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
