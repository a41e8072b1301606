namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>One edge of a rollout, in the direction in which the rollout moves: towards the release, or back to what was proven.</summary>
internal struct RolloutMember()
{
    /// <summary>Its wave, from 0; -1: no edge of this rollout, or a region that has a share of every wave.</summary>
    public int Wave = -1;

    /// <summary>As how many edges it counts: a region that is one member counts with its own.</summary>
    public int Weight = 1;

    /// <summary>Whether the release is something else than what the edge had last proven: only such edges count.</summary>
    public bool Changes;

    /// <summary>Whether its published root says what it is to get.</summary>
    public bool Released;

    /// <summary>How far it is; means nothing before it is released.</summary>
    public MemberState State;

    /// <summary>Whether it missed no more heartbeats than allowed.</summary>
    public bool Reachable = true;

    /// <summary>The hub just started and did not hear it yet: it is waited for as long as any edge may be silent, and is late for nothing meanwhile.</summary>
    public bool Unheard;

    /// <summary>Whether somebody at the site holds changes off.</summary>
    public bool Held;

    /// <summary>
    /// It was moved, and neither became ready nor failed since. One that is not released is in the midst of another change then, that of a release which this one replaces
    /// or takes back: it is on its way already, and starts first.
    /// </summary>
    public bool Busy;

    /// <summary>Since when <see cref="State"/> is the same, by the hub's clock.</summary>
    public DateTimeOffset Since;

    /// <summary>When its root was published.</summary>
    public DateTimeOffset ReleasedAt;
}
