using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// All that the hub's one writer knows of one policy: what was decided, what each edge should have, what each edge's durable root says.
/// Arrays are by slot.
/// </summary>
internal sealed class PolicyPlan(PolicyKey key)
{
    public PolicyKey Key { get; } = key;

    /// <summary>The policy as applied; null when it was deleted and some root may still name it.</summary>
    public PolicyRecord? Record { get; set; }

    /// <summary>What the loaded bundle declares; null when it is not loaded.</summary>
    public PolicyShape? Shape { get; set; }

    /// <summary>The bundle that <see cref="Shape"/> is of.</summary>
    public Digest Loaded { get; set; }

    /// <summary>The bundle that <see cref="Objects"/> were decided with.</summary>
    public Digest Bundle { get; set; }

    /// <summary>Last good decisions, by object.</summary>
    public SortedDictionary<ObjectKey, ObjectPlan> Objects { get; set; } = [];

    /// <summary>Running hash of each edge's vector of variants: the sum of their marks; zero is nothing.</summary>
    public UInt128[] Vectors { get; set; } = [];

    /// <summary>What each edge should have; null for nothing.</summary>
    public ManifestRef?[] Wanted { get; private set; } = [];

    /// <summary>What each edge's durable root says; null for nothing.</summary>
    public ManifestRef?[] InForce { get; private set; } = [];

    /// <summary>Manifests by digest: those wanted or in force.</summary>
    public Dictionary<Digest, ManifestRef> Manifests { get; } = [];

    /// <summary>Objects to decide anew.</summary>
    public HashSet<ObjectKey> DirtyObjects { get; } = [];

    /// <summary>Slots of which something changed that a decision may depend on, and what.</summary>
    public Dictionary<int, EdgeChange> DirtySlots { get; } = [];

    /// <summary>Everything is to be decided anew: the bundle changed or was never evaluated by this process.</summary>
    public bool DirtyAll { get; set; } = true;

    /// <summary>Manifests by the running hash that they stand for.</summary>
    public Dictionary<UInt128, ManifestRef> ByVector { get; } = [];

    /// <summary>The policy or one of its objects changed since it was last decided: a stalled one is tried again at once.</summary>
    public bool Urgent { get; set; } = true;

    /// <summary>Its rollout record may lag behind what is in force, or waits.</summary>
    public bool Unrecorded { get; set; } = true;

    /// <summary>Objects that it selects and an older policy owns.</summary>
    public SortedSet<ObjectKey> Contested { get; set; } = [];

    /// <summary>Objects that it owns but must leave to a policy whose roots still name them.</summary>
    public HashSet<ObjectKey> Excluded { get; } = [];

    /// <summary>Why it is stalled; null when it is not.</summary>
    public PolicyFault? Fault { get; set; }

    /// <summary>How often in a row it was tried in vain.</summary>
    public int Attempts { get; set; }

    /// <summary>When a stalled policy is tried again though nothing changed.</summary>
    public DateTimeOffset RetryAt { get; set; }

    /// <summary>What waits for a person; null when nothing does.</summary>
    public HoldRecord? Hold { get; set; }

    /// <summary>What the held change removes: edges by object. When a person confirms it, a change that removes no more than this passes too.</summary>
    public IReadOnlyDictionary<ObjectKey, HashSet<string>>? Removals { get; set; }

    /// <summary>Edges for which some object of the policy could not be decided: they keep what their roots say, everyone else moves on.</summary>
    public EdgeSet Stuck { get; set; } = EdgeSets.Empty;

    /// <summary>Why they are stuck, by object: what failed for some edges.</summary>
    public SortedDictionary<ObjectKey, IReadOnlyList<EdgeFault>> Failures { get; private set; } = [];

    /// <summary>Copies that would have another object's name at some edges; found when all objects are decided.</summary>
    public Dictionary<ObjectKey, IReadOnlyList<EdgeFault>> Collisions { get; set; } = [];

    /// <summary>How often in a row the stuck edges were asked about in vain.</summary>
    public int EdgeAttempts { get; set; }

    /// <summary>When stuck edges are asked about again though nothing changed.</summary>
    public DateTimeOffset EdgesRetryAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Objects that some edges must leave to another policy, which keeps them there for want of an answer.</summary>
    public Dictionary<ObjectKey, EdgeSet> Yields { get; } = [];

    /// <summary>Objects whose surroundings may have changed: taints, affinity, what another policy keeps. Decided anew where that matters.</summary>
    public HashSet<ObjectKey> Shifted { get; } = [];

    /// <summary>What an earlier release gives each edge, while a person wants that instead of <see cref="Wanted"/>; null otherwise.</summary>
    public ManifestRef?[]? Pinned { get; set; }

    /// <summary>What the policy's rollout lets each edge have now; null: what is wanted.</summary>
    public ManifestRef?[]? Goal { get; set; }

    /// <summary>Slots that must keep what they have until another policy gave an object up there, which the rollout would give back.</summary>
    public HashSet<int> Concedes { get; } = [];

    /// <summary>What the guard let a running rollout give, by slot (zero: nothing): removals in it are not asked about once more with every wave.</summary>
    public IReadOnlyDictionary<int, Digest>? Admitted { get; set; }

    /// <summary>Manifests that a rollout may go back to.</summary>
    public IReadOnlyCollection<ManifestRef> Kept { get; set; } = [];

    /// <summary>It declares waves: its releases are recorded by its rollouts.</summary>
    public bool Rolls { get; set; }

    /// <summary>How its newest rollout stands, as people are told; null when there is nothing to tell.</summary>
    public RolloutProgress? Progress { get; set; }

    /// <summary>What an edge is to have in the end: the newest decision, or what a person pinned. A region that went back to just that needs no other root to say so.</summary>
    public ManifestRef? Want(int slot)
    {
        var want = Pinned is { } pinned && slot < pinned.Length ? pinned[slot] : Wanted[slot];
        return want is not null && InForce[slot] is { Entry.Grant: { Back: true, Stop: false } } has && ReferenceEquals(has.Whole, want.Whole) ? has : want;
    }

    /// <summary>What an edge is to have now; that it may have to keep what it has is another matter.</summary>
    public ManifestRef? GoalAt(int slot) => Goal is { } goal && slot < goal.Length ? goal[slot] : Want(slot);

    /// <summary>Whether its rollout has an edge wait.</summary>
    public bool Lags(int slot) => Goal is not null && !ReferenceEquals(GoalAt(slot), Want(slot));

    /// <summary>How far this hub's parent lets it roll the policy out; null: as far as the policy says, as for every policy that is this hub's own.</summary>
    public RolloutGrant? Grant { get; set; }

    /// <summary>The parent's manifest that <see cref="Grant"/> and what is wanted are of; zero while it is not known; null: the policy is none of a parent's.</summary>
    public Digest? GrantOf { get; set; }

    /// <summary>Whether edges keep what their roots say, whatever was decided.</summary>
    public bool Keeps => Fault is not null || Hold is not null || Beyond is not null;

    /// <summary>Why its newest decisions go beyond its workspace's quota of edges; null when they do not.</summary>
    public string? Beyond { get; set; }

    /// <summary>Whether one edge does.</summary>
    public bool KeepsAt(int slot) => Keeps || Stuck[slot] || Concedes.Contains(slot);

    /// <summary>Its <c>selects</c> function failed: what it owned before is what it owns.</summary>
    public bool Unselected { get; set; }

    /// <summary>How its objects stand to others; empty of a policy that relates none.</summary>
    public Dictionary<ObjectKey, ObjectLinks> Links { get; } = [];

    /// <summary>It could not be asked how its objects stand to others, or they stand so that there is no order: nothing is decided.</summary>
    public bool Unrelated { get; set; }

    public bool Dirty => DirtyAll || Unselected || Unrelated || DirtyObjects.Count > 0 || DirtySlots.Count > 0 || Shifted.Count > 0;

    /// <summary>Takes over for which edges there is no decision.</summary>
    public void Stick()
    {
        Failures = [];
        foreach (var (key, faults) in Objects.Values.Select(plan => (plan.Key, plan.Failed)).Concat(Collisions.Where(pair => Objects.ContainsKey(pair.Key)).Select(pair => (pair.Key, pair.Value))))
        {
            if (faults.Count > 0)
            {
                Failures[key] = [.. Failures.GetValueOrDefault(key) ?? [], .. faults];
            }
        }

        Stuck = EdgeSets.All(Failures.Values.Select(EdgeFaults.Edges));
    }

    /// <summary>Forgets what was decided, not what is in force.</summary>
    public void Reset()
    {
        Objects = [];
        ByVector.Clear();
        Array.Clear(Vectors);
        (Bundle, DirtyAll) = (default, true);
    }

    /// <summary>Whether an edge's durable root gives it an object, or copies of it.</summary>
    public bool HasInForce(int slot, ObjectKey key) => slot < InForce.Length && InForce[slot]?.Names(key) == true;

    /// <summary>Notes that an edge changed.</summary>
    public void Touch(int slot, EdgeChange change) => DirtySlots[slot] = change.With(DirtySlots.GetValueOrDefault(slot));

    public void Grow(int slots)
    {
        if (Wanted.Length >= slots)
        {
            return;
        }

        var size = Math.Max(slots, Math.Max(64, Wanted.Length * 2));
        var (vectors, wanted, inForce) = (Vectors, Wanted, InForce);
        Array.Resize(ref vectors, size);
        Array.Resize(ref wanted, size);
        Array.Resize(ref inForce, size);
        (Vectors, Wanted, InForce) = (vectors, wanted, inForce);
    }
}
