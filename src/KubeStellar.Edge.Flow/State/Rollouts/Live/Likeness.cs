using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>
/// What a new edge gets before its wave has come: what edges like it had proven, those for which the newest decision is the same. The decisions that made that are gone,
/// so there is no other way to know; where no edge is like it, it gets nothing until its wave opens. Where only the fleet changed, nothing is newer than what is proven:
/// edges that were to have something else are not like it.
/// </summary>
internal sealed class Likeness(LiveRollout live, RolloutProgress progress, FleetSlots fleet)
{
    private Dictionary<ManifestRef, ManifestRef>? _like;

    /// <summary>What is proven for edges that are to get a manifest; null: nothing is.</summary>
    public ManifestRef? Of(ManifestRef? want) => want is null || progress.Cause == RolloutCause.Fleet ? null : (_like ??= Most(Proven())).GetValueOrDefault(want.Whole);

    /// <summary>For each first the second that most have with it; among as many, the one of the least digest.</summary>
    public static Dictionary<ManifestRef, ManifestRef> Most(IEnumerable<(ManifestRef Want, ManifestRef Has)> pairs)
    {
        var counts = new Dictionary<(ManifestRef Want, ManifestRef Has), int>();
        foreach (var pair in pairs)
        {
            counts[pair] = counts.GetValueOrDefault(pair) + 1;
        }

        var most = new Dictionary<ManifestRef, ManifestRef>(ReferenceEqualityComparer.Instance);
        foreach (var (want, has) in counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Has.Digest).Select(pair => pair.Key))
        {
            most.TryAdd(want, has);
        }

        return most;
    }

    private IEnumerable<(ManifestRef Want, ManifestRef Has)> Proven()
    {
        for (var slot = 0; slot < Math.Min(fleet.Count, live.From.Length); slot++)
        {
            if (fleet[slot] is not null && live.Planned[slot] && live.Plan.Want(slot) is { } want && live.From[slot] is { } has)
            {
                yield return (want.Whole, has.Whole);
            }
        }
    }
}
