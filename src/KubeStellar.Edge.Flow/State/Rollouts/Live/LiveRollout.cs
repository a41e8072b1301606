using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Live;

/// <summary>What the hub's one writer knows of a policy's rollout besides its record. Arrays are by slot.</summary>
internal sealed class LiveRollout(PolicyPlan plan)
{
    public PolicyPlan Plan { get; } = plan;

    /// <summary>The release that it was taken up for; 0: none.</summary>
    public long Number { get; set; }

    /// <summary>The rule of the bundle that makes the release; null: the policy declares no rollout.</summary>
    public RolloutRule? Rule { get; set; }

    /// <summary>The bundle that <see cref="Rule"/> is of.</summary>
    public Digest RuleOf { get; set; }

    /// <summary>Which edge each slot was taken for: one that changed hands is another edge's, however soon.</summary>
    public string?[] Names { get; set; } = [];

    /// <summary>Edges, in the direction in which the rollout moves.</summary>
    public RolloutMember[] Members { get; set; } = [];

    /// <summary>What each edge had last proven.</summary>
    public ManifestRef?[] From { get; set; } = [];

    /// <summary>What each edge was to get when it was counted.</summary>
    public ManifestRef?[] To { get; set; } = [];

    /// <summary>Edges that were in the fleet when it began.</summary>
    public bool[] Planned { get; set; } = [];

    /// <summary>What each region told of its own rollout; null for ordinary edges, and for regions that told nothing.</summary>
    public RegionRollout?[] Told { get; set; } = [];

    /// <summary>How many edges of this hub (<see cref="CountShares.Own"/>) and of each region counting waves take, by number of the declared wave; null: as declared.</summary>
    public IReadOnlyDictionary<string, SortedDictionary<string, int>>? Counts { get; set; }

    /// <summary>The share of a parent's rollout that this one is; null: it is this hub's own.</summary>
    public RolloutGrant? Share { get; set; }

    /// <summary>It began because the parent took a release back: what it makes is what was proven.</summary>
    public bool Returns { get; set; }

    /// <summary>The root by which an edge was let go, as far as this process knows: only reports at or above it count.</summary>
    public RootVersion[] Floor { get; set; } = [];

    /// <summary>Which waiting edges start.</summary>
    public WaveRelease? Releases { get; set; }

    /// <summary>It was taken up from what is stored: what happened before is known by the record only.</summary>
    public bool Restored { get; set; }

    /// <summary>The fleet changed after it was planned.</summary>
    public bool Amended { get; set; }

    /// <summary>Slots of which something was heard since they were counted; null: all.</summary>
    public HashSet<int>? Heard { get; set; }

    /// <summary>When time alone may change something.</summary>
    public DateTimeOffset? WakeAt { get; set; }

    /// <summary>The gate's newest answer.</summary>
    public GateAnswer? Answer { get; set; }

    /// <summary>The gate being asked.</summary>
    public Task? Asking { get; set; }

    /// <summary>What it is being asked; an answer to anything else comes too late.</summary>
    public GateQuestion? Question { get; set; }

    /// <summary>The record as this process last wrote or took it: another one is a person's order.</summary>
    public RolloutProgress? Seen { get; set; }

    /// <summary>Release of <see cref="PolicyPlan.Pinned"/>; 0: none.</summary>
    public long PinnedTo { get; set; }

    /// <summary>Which edge has what in the release that is pinned; edges that it does not name get what their like get.</summary>
    public IReadOnlyDictionary<string, ManifestRef?>? Pins { get; set; }

    /// <summary>When texts of the record were last written.</summary>
    public DateTimeOffset ToldAt { get; set; }

    public void Grow(int slots)
    {
        if (Members.Length >= slots)
        {
            return;
        }

        var old = Members.Length;
        var (names, members, from, to, planned, floor, told) = (Names, Members, From, To, Planned, Floor, Told);
        Array.Resize(ref names, slots);
        Array.Resize(ref members, slots);
        Array.Resize(ref from, slots);
        Array.Resize(ref to, slots);
        Array.Resize(ref planned, slots);
        Array.Resize(ref floor, slots);
        Array.Resize(ref told, slots);
        members.AsSpan(old).Fill(new RolloutMember());
        (Names, Members, From, To, Planned, Floor, Told) = (names, members, from, to, planned, floor, told);
    }

    /// <summary>Whether an edge is a region that takes its share of every wave, and so is a member of none.</summary>
    public bool Shares(EdgeRecord edge) => edge.Region is not null && Rule?.Regions != RegionMode.Whole;

    /// <summary>Whether an edge is one of the rollout: planned, or given a wave when it came.</summary>
    public bool Has(int slot, string edge) => slot < Members.Length && Names[slot] == edge && (Planned[slot] || Members[slot].Wave >= 0);

    /// <summary>A slot is an edge's (null: nobody's); what is known of another one goes.</summary>
    public void Take(int slot, string? edge)
    {
        if (slot < Members.Length && Names[slot] != edge)
        {
            (Names[slot], Members[slot], From[slot], To[slot], Planned[slot], Floor[slot], Told[slot]) = (edge, new RolloutMember(), null, null, false, RootVersion.None, null);
        }
    }

    /// <summary>A person gave an order, or another release began: what the gate says of what was before counts no more.</summary>
    public void See(RolloutProgress progress)
    {
        if (!ReferenceEquals(progress, Seen))
        {
            (Seen, Answer, Question, Asking) = (progress, null, null, null);
        }
    }
}
