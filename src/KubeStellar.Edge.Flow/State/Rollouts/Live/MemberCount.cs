using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>Keeps a rollout's members true: edges of which something was heard, or that are to have something else, are judged anew; the others cost a comparison.</summary>
internal sealed class MemberCount(IMemberNews news)
{
    private static readonly RolloutRule Everyone = new() { Waves = [new WaveRule { Name = "all" }] };

    /// <summary>Counts; returns edges that have no wave yet and need one.</summary>
    public List<int> Count(LiveRollout live, RolloutProgress progress, FleetSlots fleet, DateTimeOffset now)
    {
        var back = progress.Phase is RolloutPhase.RollingBack or RolloutPhase.RolledBack;
        var homeless = new List<int>();
        var like = new Likeness(live, progress, fleet);
        for (var slot = 0; slot < fleet.Count; slot++)
        {
            live.Take(slot, fleet[slot]?.Id);
            if (fleet[slot] is not { } edge)
            {
                continue;
            }

            var plan = live.Plan;
            if (live.Shares(edge))
            {
                Region(live, progress, slot, edge.Id, like);
                continue;
            }

            ref var member = ref live.Members[slot];
            var want = plan.Want(slot);
            if (!live.Planned[slot] && member.Wave < 0)
            {
                if (progress.Cause == RolloutCause.Fleet && plan.InForce[slot] is null && news.Root(edge.Id) is null)
                {
                    // A new edge gets what is proven, which is what this rollout spreads.
                    member.Changes = false;
                    continue;
                }

                // One that came with the rollout on its way has what is on trial at most: what its like had is proven.
                var inForce = plan.InForce[slot];
                live.From[slot] = inForce is null || ReferenceEquals(inForce, want) ? like.Of(want) ?? inForce : inForce;
            }

            var (from, has) = (live.From[slot], plan.InForce[slot]);
            if (back && !live.Planned[slot])
            {
                // It came on the way: what its like had proven is what it goes back to; where nobody is like it, it keeps what it has.
                from = like.Of(want) ?? has;
            }

            var changes = back
                ? !(ReferenceEquals(want, from) && ReferenceEquals(has, from))
                : !ReferenceEquals(want, from) && !plan.Stuck[slot];
            if (changes && member.Wave < 0)
            {
                homeless.Add(slot);
                continue;
            }

            var target = back ? from : want;
            var released = ReferenceEquals(has, target);
            var moved = !ReferenceEquals(target, live.To[slot]) || released != member.Released;
            if (moved)
            {
                // Its root was published since the last count; a target that only became another one moved nobody. One that has nothing any more was moved as well.
                var published = !member.Released && (has is not null || live.From[slot] is not null) && (ReferenceEquals(target, live.To[slot]) ? released : ReferenceEquals(has, live.To[slot]));
                live.To[slot] = target;
                Release(live, progress, slot, edge.Id, released, now);
                if (published && !live.Restored)
                {
                    // Its time, and what it says of it, count from that root, though it is to have something else by now.
                    (member.Busy, member.ReleasedAt, live.Floor[slot]) = (true, now, news.Root(edge.Id) ?? RootVersion.None);
                }
            }

            member.Changes = changes;
            if (changes && (moved || live.Heard is null || live.Heard.Contains(slot)))
            {
                Hear(live, slot, edge, now);
            }
        }

        live.Heard = [];
        live.Restored = false;
        return homeless;
    }

    /// <summary>All edges that have something of a policy or are to have it, counted as one wave that everyone is in.</summary>
    public WaveTotals Totals(PolicyPlan plan, FleetSlots fleet, DateTimeOffset now)
    {
        var members = new RolloutMember[fleet.Count];
        for (var slot = 0; slot < members.Length; slot++)
        {
            members[slot] = new RolloutMember();
            if (fleet[slot] is not { } edge || (plan.Want(slot) is null && plan.InForce[slot] is null))
            {
                continue;
            }

            var presence = news.Presence(edge.Id);
            var released = ReferenceEquals(plan.Want(slot), plan.InForce[slot]);
            members[slot] = new RolloutMember
            {
                Wave = 0,
                Changes = true,
                Released = released,
                Reachable = !news.Hears || presence?.Reachable == true,
                State = released ? MemberJudge.Judge(plan.Want(slot), news.Report(edge.Id, plan.Key), RootVersion.None, presence?.Last) : MemberState.OnItsWay,
            };
        }

        return WaveCount.Of(Everyone, [new WaveRecord { Name = "all" }], members, 0, now).Totals[0];
    }

    private void Release(LiveRollout live, RolloutProgress progress, int slot, string edge, bool released, DateTimeOffset now)
    {
        ref var member = ref live.Members[slot];
        member.Released = released;
        var moved = live.Restored && live.Planned[slot] && !ReferenceEquals(live.Plan.InForce[slot], live.From[slot]);
        if (moved || released)
        {
            // After a restart nobody knows when an edge started: it gets its whole time once more, since one that just began must not count as late.
            (member.ReleasedAt, member.Busy) = (now, member.Busy || moved);
        }

        if (!released)
        {
            // What it was moved to may be of a rollout before this one: its reports on that count, however old.
            return;
        }

        live.Floor[slot] = live.Restored ? new RootVersion(progress.AboveEpoch, progress.AboveRevision + 1) : news.Root(edge) ?? RootVersion.None;
    }

    /// <summary>A region that takes its share of every wave: what it is to get, and what it told.</summary>
    private void Region(LiveRollout live, RolloutProgress progress, int slot, string edge, Likeness like)
    {
        var (plan, want, has) = (live.Plan, live.Plan.Want(slot)?.Whole, live.Plan.InForce[slot]);
        if (!live.Planned[slot])
        {
            // One that came on the way goes back to what its like had; what it was granted a part of is on trial.
            live.From[slot] = has is null || ReferenceEquals(has.Whole, want) ? like.Of(want) ?? (has?.Entry.Grant is null ? has : null) : has.Whole;
        }

        var anew = progress.Cause == RolloutCause.Fleet && !live.Planned[slot] && has is null && news.Root(edge) is null;
        ref var member = ref live.Members[slot];
        (member.Wave, member.Changes) = (-1, !anew && !plan.Stuck[slot] && !ReferenceEquals(want, live.From[slot]?.Whole));
        (live.To[slot], live.Told[slot]) = (want, news.Rollout(edge, plan.Key));
        Reach(ref member, news.Presence(edge));
    }

    private void Reach(ref RolloutMember member, PresenceState? presence)
    {
        member.Unheard = presence is null && news.Settling;
        member.Reachable = !news.Hears || member.Unheard || presence?.Reachable == true;
        member.Held = presence?.Last.Conditions.Any(condition => condition is { Type: ConditionTypes.ChangesHeld, Status: "True" }) == true;
    }

    private void Hear(LiveRollout live, int slot, EdgeRecord record, DateTimeOffset now)
    {
        ref var member = ref live.Members[slot];
        var edge = record.Id;
        var presence = news.Presence(edge);
        Reach(ref member, presence);
        if (!member.Released)
        {
            member.Busy &= MemberJudge.Judge(live.Plan.InForce[slot], news.Report(edge, live.Plan.Key), live.Floor[slot], presence?.Last) is MemberState.OnItsWay or MemberState.Applied;
            member.State = MemberState.OnItsWay;
            return;
        }

        if (record.Region is not null)
        {
            live.Told[slot] = news.Rollout(edge, live.Plan.Key);
            member.Weight = RegionShares.Edges(live.Told[slot]);
        }

        var state = record.Region is not null && live.To[slot] is { } manifest ? RegionJudge.Judge(manifest, live.Told[slot])
            : MemberJudge.Judge(live.To[slot], news.Report(edge, live.Plan.Key), live.Floor[slot], presence?.Last);
        if (state != member.State || member.Since == default)
        {
            (member.State, member.Since) = (state, now);
        }

        member.Busy &= state is MemberState.OnItsWay or MemberState.Applied;
    }
}
