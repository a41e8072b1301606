using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Simulation;

/// <summary>A fleet, a policy and a plot, all drawn from one seed.</summary>
internal sealed class Scenario
{
    private static readonly string[] People = ["ann", "bob", "eve"];
    private readonly Random _random;
    private readonly int _gate;
    private int _edits = 2;
    private int _joined;
    private int _retries;

    public Scenario(int seed, int edges)
    {
        (Seed, _random) = (seed, new Random(seed));
        Size = edges > 0 ? edges : _random.Next(20) == 0 ? _random.Next(100, 300) : _random.Next(10, 40);
        _gate = _random.Next(8);
        var waves = DrawWaves();
        Policy = new ScenarioPolicy([.. waves.Select(wave => (wave.Rule.Name, wave.Takes))], Gate);
        Rule = new RolloutRule
        {
            Waves = [.. waves.Select(wave => wave.Rule)],
            WaitsForUnreachable = One(7),
            MaxUnreachable = Pick(0.5, 0.5, 0.5, 0.2, 0, 1),
            OnFailure = Pick(FailureAction.Hold, FailureAction.Rollback),
            Rollback = Pick(RollbackScope.Whole, RollbackScope.Whole, RollbackScope.Begun),
            Inconclusive = Pick(
                new InconclusiveRule(InconclusiveAction.Retry, null), new InconclusiveRule(InconclusiveAction.Ask, TimeSpan.FromMinutes(7)), new InconclusiveRule(InconclusiveAction.Proceed, TimeSpan.FromMinutes(7)),
                new InconclusiveRule(InconclusiveAction.Rollback, TimeSpan.FromMinutes(7)), new InconclusiveRule(InconclusiveAction.Hold, null), new InconclusiveRule(InconclusiveAction.Ask, null)),
            Windows = One(10) ? [new WindowRule([], new TimeOnly(7, 30), new TimeOnly(8, 20), "UTC")] : [],
            Freezes = One(15) ? [new FreezeRule(new DateTimeOffset(2026, 1, 5, 8, 5, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 5, 8, 40, 0, TimeSpan.Zero), "peak")] : [],
            Every = TimeSpan.FromMinutes(1),
        };
    }

    public int Seed { get; }

    public int Size { get; }

    public RolloutRule Rule { get; }

    public ScenarioPolicy Policy { get; }

    /// <summary>Words of orders that a stuck rollout named and that were refused.</summary>
    public List<string> Refused { get; } = [];

    public SimulationOptions Options(Action<SimulatedWorld, RolloutProgress, RolloutStep, IReadOnlyList<int>>? watch) => new()
    {
        Rule = Rule,
        Policy = Policy,
        Edges = [.. Enumerable.Range(0, Size).Select(at => Edge($"edge-{at:0000}"))],
        Habits = One(4) ? new EdgeHabits() : new EdgeHabits
        {
            Fails = Few(), FailsLater = Few(), Recovers = Few(), NeverReady = Few(), Stale = Few(), AlwaysStale = Few() / 2, Silent = One(12) ? 1 : Few(), GoesSilent = Few(), Holds = Few(), Slow = Few(),
        },
        Deeds = One(3) ? [] : [.. Enumerable.Range(0, _random.Next(1, 7)).Select(_ => Deed())],
        Seed = Seed,
        Person = Help,
        Watch = watch,
    };

    private double Few() => Pick(0, 0, 0, 0.02, 0.1, 0.3);

    private static EdgeRecord Edge(string id)
    {
        var hash = StableHash.Of(id, 7);
        return new EdgeRecord { Id = id, Identity = new EdgeIdentity("U" + id, "", "", default), Labels = new() { ["region"] = $"r{hash % 4}" } };
    }

    private List<(WaveRule Rule, Func<EdgeRecord, bool> Takes)> DrawWaves()
    {
        var waves = new List<(WaveRule, Func<EdgeRecord, bool>)>();
        var (count, share) = (_random.Next(1, 5), 0.0);
        for (var at = 0; at < count; at++)
        {
            share += _random.NextDouble() * (1 - share) * 0.7;
            var (until, region) = (at == count - 1 ? 2 : share, $"r{_random.Next(4)}");
            Func<EdgeRecord, bool> takes = _random.Next(8) switch
            {
                0 when at < count - 1 => _ => false,
                1 when at < count - 1 => edge => edge.Id == "edge-0003",
                2 when at < count - 1 => edge => edge.Labels["region"] == region,
                _ => edge => StableHash.Of(edge.Id, 1) / (double)ulong.MaxValue < until,
            };
            waves.Add((DrawRule($"w{at}"), takes));
        }

        return waves;
    }

    private WaveRule DrawRule(string name)
    {
        var rule = new WaveRule
        {
            Name = name,
            Gates = _gate < 5 && One(2),
            Soak = Minutes(0, 0, 1, 10, 70),
            Deadline = One(3) ? null : Minutes(3, 10, 30),
            MaxFailures = Pick(IntOrPercent.Count(0), IntOrPercent.Count(1), IntOrPercent.Percent(10), IntOrPercent.Percent(50)),
            Concurrency = Pick<IntOrPercent?>(null, null, IntOrPercent.Count(1), IntOrPercent.Count(3), IntOrPercent.Percent(25)),
            Jitter = Minutes(0, 0, 0, 5),
            Budgets = One(3) ? [new BudgetRule("region", _random.Next(1, 4))] : [],
            BytesPerMinute = One(8) ? 5 * SimulatedReport.Size : null,
            Approve = Pick(null, null, null, null, new ApprovalRule(1, []), new ApprovalRule(2, ["ann", "bob", "eve"])),
            Windows = One(15) ? [new WindowRule([], new TimeOnly(8, 0), new TimeOnly(8, 10), "UTC")] : [],
        };
        return !One(6) ? rule : rule with
        {
            Soak = TimeSpan.Zero, Deadline = null, MaxFailures = default, Concurrency = null, Budgets = [], Jitter = TimeSpan.Zero, BytesPerMinute = null,
            GroupBy = "region",
            Strategy = new StrategyOptions
            {
                Kind = Pick(StrategyKind.All, StrategyKind.Progressive, StrategyKind.ProgressivePerGroup),
                MaxConcurrency = Pick(IntOrPercent.Count(2), IntOrPercent.Percent(25), default),
                MinSuccessTime = Minutes(0, 2),
                ProgressDeadline = One(2) ? null : Minutes(5),
                MaxFailures = Pick(IntOrPercent.Count(1), IntOrPercent.Percent(20), default),
                Mandatory = One(3) ? [new MandatoryGroup("r1", 0)] : [],
            },
        };
    }

    private PolicyOutcome<GateVerdict> Gate(RolloutProgress progress, GateQuestion question, DateTimeOffset now)
    {
        var totals = question.Totals;
        // After a while it is of one mind, or no soak would ever end.
        var dice = now - progress.StartedAt < TimeSpan.FromMinutes(20) ? _random.Next(100) : 100;
        if (_gate == 1 && dice < 20)
        {
            return new PolicyOutcome<GateVerdict>(null, new PolicyFault("Threw", "boom", "web.js:1:1"));
        }

        var decision = _gate switch
        {
            2 when dice < 40 => GateDecision.Inconclusive,
            3 when dice < 10 => GateDecision.Pause,
            3 when dice < 20 => GateDecision.Ask,
            4 when now - progress.StartedAt < TimeSpan.FromMinutes(20) => GateDecision.Inconclusive,
            _ when totals.Failed > totals.All / 3 => GateDecision.Rollback,
            _ when totals.Ready + totals.Failed < totals.Members => GateDecision.Hold,
            _ => GateDecision.Proceed,
        };
        return new PolicyOutcome<GateVerdict>(new GateVerdict(decision, One(2) ? $"{totals.Ready} of {totals.Members}" : ""), null);
    }

    private SimulationDeed Deed()
    {
        var after = TimeSpan.FromSeconds(Pick(_random.Next(1, 120), _random.Next(1, 1200), _random.Next(1, 5000)));
        var who = Pick(People);
        return new SimulationDeed(after, _random.Next(16) switch
        {
            0 => world => world.Edit(NextRelease()),
            1 or 2 => world => world.Join(Edge($"new-{_joined++:000}")),
            3 => world => world.Leave($"edge-{world.Random.Next(Size):0000}"),
            4 or 5 => world => world.RestartHub("by chance"),
            6 => world => world.Hub.Crash = HubCrash.Recorded,
            7 => world => world.Hub.Crash = HubCrash.Publishing,
            8 => world => Try(world, new RolloutRequest { Action = RolloutActions.Pause, Actor = who, ForSeconds = Pick(0, 600) }),
            9 => world => Try(world, new RolloutRequest { Action = RolloutActions.Resume, Actor = who }),
            10 => world => world.Freeze(new StopRecord { By = who, Reason = "stop the line", Since = world.Now, Until = Pick<DateTimeOffset?>(null, world.Now.AddMinutes(10)) }),
            11 => world => Try(world, new RolloutRequest { Action = RolloutActions.Approve, Actor = who, Wave = Pick<int?>(null, 0, 1, 2) }),
            12 => world => Try(world, new RolloutRequest { Action = RolloutActions.Abort, Actor = who, Keep = One(3) }),
            13 => world => Try(world, new RolloutRequest { Action = RolloutActions.Retry, Actor = who }),
            14 => world => Try(world, new RolloutRequest { Action = RolloutActions.Undo, Actor = who }),
            _ => world =>
            {
                foreach (var edge in world.Edges.Keys.Where(_ => world.Random.Next(10) < 7).ToList())
                {
                    world.Silence(edge, TimeSpan.FromSeconds(world.Random.Next(60, 2000)));
                }
            },
        });
    }

    /// <summary>Does what a stuck rollout's message says.</summary>
    private bool Help(SimulatedWorld world)
    {
        if (world.Hub.Record.Progress is not { } progress)
        {
            return false;
        }

        var message = progress.Message + progress.Waits;
        if (message.Contains("kse rollout unfreeze", StringComparison.Ordinal))
        {
            world.Freeze(null);
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
                choices.AddRange(People.Select(who => new RolloutRequest { Action = RolloutActions.Approve, Actor = who }));
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
            if (Try(world, request))
            {
                return true;
            }

            Refused.Add($"{request.Action} at {progress.Phase} {progress.Reason}: {message}");
        }

        return false;
    }

    private SimulatedRelease NextRelease()
    {
        var name = $"{++_edits}";
        return One(3)
            ? new SimulatedRelease(name, edge => edge.Labels["region"] == "r0" ? null : name)
            : new SimulatedRelease(name, edge => edge.Labels["region"] == "r1" ? name + "b" : name);
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

    private bool One(int of) => _random.Next(of) == 0;

    private TimeSpan Minutes(params int[] minutes) => TimeSpan.FromMinutes(Pick(minutes));

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
