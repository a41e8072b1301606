using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What edges do with roots: receive, apply, become ready or not, fall silent, come back.</summary>
internal sealed class SimulatedDevices(SimulatedWorld world, EdgeHabits habits)
{
    /// <summary>Makes an edge, and draws what befalls it from the begin.</summary>
    public SimulatedEdge Make(EdgeRecord record)
    {
        var edge = new SimulatedEdge(record, Chance(habits.Slow));
        if (Chance(habits.Silent))
        {
            Silence(edge, Chance(0.5) ? Some(habits.Spell) : null);
        }
        else if (Chance(habits.Holds))
        {
            Hold(edge);
        }

        return edge;
    }

    /// <summary>A root is on its way to an edge.</summary>
    public void Deliver(SimulatedEdge edge) => world.In(Some(habits.Receive), () => Receive(edge));

    /// <summary>An edge's link is cut for a while or (null) for ever.</summary>
    public void Silence(SimulatedEdge edge, TimeSpan? back)
    {
        if (edge.Out || edge.Gone)
        {
            return;
        }

        edge.Out = true;
        world.In(habits.Grace, () =>
        {
            if (edge is { Out: true, Gone: false })
            {
                world.Hub.Hear(edge.Record.Id, world.Heartbeat(edge, false));
            }
        });
        if (back is { } after)
        {
            world.In(after, () => Return(edge));
        }
    }

    /// <summary>An edge's heartbeat arrives.</summary>
    public void Beat(SimulatedEdge edge)
    {
        if (edge is { Out: false, Gone: false })
        {
            world.Hub.Hear(edge.Record.Id, world.Heartbeat(edge, true));
        }
    }

    private void Return(SimulatedEdge edge)
    {
        if (edge.Gone)
        {
            return;
        }

        edge.Out = false;
        Beat(edge);
        if (world.Regions.TryGetValue(edge.Record.Id, out var region))
        {
            region.Link!.Receive();
            region.Link.Tell();
            return;
        }

        if (edge.Said is { } said)
        {
            Say(edge, said);
        }
        else if (edge.Has is not null)
        {
            Work(edge, edge.Has);
        }
        else if (edge.Had is not null)
        {
            Clean(edge);
        }

        Receive(edge);
    }

    private void Hold(SimulatedEdge edge)
    {
        edge.Holds = true;
        world.In(TimeSpan.FromSeconds(1), () => Beat(edge));
        world.In(Some(habits.Spell), () =>
        {
            edge.Holds = false;
            Beat(edge);
            Receive(edge);
        });
    }

    /// <summary>Takes the newest root, if it is newer; never one between.</summary>
    private void Receive(SimulatedEdge edge)
    {
        if (world.Regions.TryGetValue(edge.Record.Id, out var region))
        {
            region.Link!.Receive();
            return;
        }

        if (edge.Out || edge.Gone || edge.Holds || world.Hub.RootOf(edge.Record.Id) is not { } root || root.Version <= edge.Follows)
        {
            return;
        }

        edge.Follows = root.Version;
        edge.Generation++;
        if (!ReferenceEquals(edge.Has, root.Manifest))
        {
            (edge.Had, edge.Has, edge.Said) = (edge.Has ?? edge.Had, root.Manifest, null);
        }

        if (root.Manifest is { } manifest)
        {
            Work(edge, manifest);
        }
        else
        {
            Clean(edge);
        }

        if (Chance(habits.GoesSilent))
        {
            var back = Chance(0.5) ? Some(habits.Spell) : (TimeSpan?)null;
            Later(edge, Some(habits.Apply), () => Silence(edge, back));
        }
    }

    private void Clean(SimulatedEdge edge) => Later(edge, Pace(edge, habits.Apply), () =>
    {
        (edge.Had, edge.Done) = (null, edge.Follows);
        world.Hub.Hear(edge.Record.Id, null as ReportHead);
        Beat(edge);
    });

    private void Work(SimulatedEdge edge, ManifestRef manifest)
    {
        if (!edge.Habits.TryGetValue(manifest.Digest, out var habit))
        {
            edge.Habits[manifest.Digest] = habit = manifest == world.Proven ? EdgeHabit.Good : Draw();
        }

        var applied = Pace(edge, habits.Apply);
        var ready = applied + Pace(edge, habits.Ready);
        switch (habit)
        {
            case EdgeHabit.Fails:
                Later(edge, applied, () => Say(edge, SimulatedHealth.Refused));
                return;
            case EdgeHabit.Recovers:
                Later(edge, applied, () => Say(edge, SimulatedHealth.Failed));
                Later(edge, ready + Some(habits.Spell), () => Say(edge, SimulatedHealth.Ready));
                return;
            case EdgeHabit.Stale or EdgeHabit.AlwaysStale when edge.Had is { } old:
                Later(edge, applied, () => Lie(edge, old));
                Later(edge, ready, () => Lie(edge, old));
                if (habit == EdgeHabit.AlwaysStale)
                {
                    return;
                }

                ready += Some(habits.Spell);
                applied = ready;
                break;
            default:
                break;
        }

        Later(edge, applied, () => Say(edge, SimulatedHealth.Applied));
        if (habit != EdgeHabit.NeverReady)
        {
            Later(edge, ready, () => Say(edge, SimulatedHealth.Ready));
        }

        if (habit == EdgeHabit.FailsLater)
        {
            Later(edge, ready + Some(habits.Spell), () => Say(edge, SimulatedHealth.Failed));
        }
    }

    private EdgeHabit Draw()
    {
        var at = world.Random.NextDouble();
        (double Share, EdgeHabit Habit)[] shares =
        [
            (habits.Fails, EdgeHabit.Fails), (habits.FailsLater, EdgeHabit.FailsLater), (habits.Recovers, EdgeHabit.Recovers),
            (habits.NeverReady, EdgeHabit.NeverReady), (habits.Stale, EdgeHabit.Stale), (habits.AlwaysStale, EdgeHabit.AlwaysStale),
        ];
        foreach (var (share, habit) in shares)
        {
            if ((at -= share) < 0)
            {
                return habit;
            }
        }

        return EdgeHabit.Good;
    }

    private void Say(SimulatedEdge edge, SimulatedHealth health)
    {
        edge.Said = health;
        if (health != SimulatedHealth.Applied)
        {
            edge.Done = edge.Follows;
        }

        if (edge.Has is { } manifest)
        {
            world.Hub.Hear(edge.Record.Id, world.Reports.Of(edge.Record.Id, manifest, health, edge.Follows, ++edge.Sequence));
        }
    }

    /// <summary>Speaks well of what it had, under the revision of what it got.</summary>
    private void Lie(SimulatedEdge edge, ManifestRef old) =>
        world.Hub.Hear(edge.Record.Id, world.Reports.Of(edge.Record.Id, old, SimulatedHealth.Ready, edge.Follows, ++edge.Sequence));

    /// <summary>Later, unless the edge has taken another root by then; and not while its link is down.</summary>
    private void Later(SimulatedEdge edge, TimeSpan after, Action what)
    {
        var generation = edge.Generation;
        world.In(after, () =>
        {
            if (edge.Generation == generation && edge is { Gone: false, Out: false })
            {
                what();
            }
        });
    }

    private TimeSpan Pace(SimulatedEdge edge, TimeSpan mean) => Some(mean) * (edge.Slow ? 10 : 1);

    /// <summary>Between a tenth of the mean and nearly twice the mean.</summary>
    private TimeSpan Some(TimeSpan mean) => mean * (0.1 + (world.Random.NextDouble() * 1.8));

    private bool Chance(double share) => share > 0 && world.Random.NextDouble() < share;
}
