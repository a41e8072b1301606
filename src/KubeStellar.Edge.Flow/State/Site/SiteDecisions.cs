using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What a site decided by itself, durable: lost, it would obey what somebody had told it not to.</summary>
public sealed record SiteDecisions
{
    /// <summary>Version of this record.</summary>
    public int V { get; init; } = 1;

    /// <summary>Whether somebody holds changes off; null for no.</summary>
    public SiteHold? Hold { get; init; }

    /// <summary>What is in force, by policy; null when it is not known, as when the record before was damaged.</summary>
    public SortedDictionary<PolicyKey, Digest>? InForce { get; init; } = [];

    /// <summary>Policies that went back.</summary>
    public SortedDictionary<PolicyKey, WentBack> Back { get; init; } = [];

    /// <summary>Policies that have something new, and a last good manifest to return to.</summary>
    public SortedDictionary<PolicyKey, Trial> Trials { get; init; } = [];

    /// <summary>Data keys of sealed variants that are in force or were good, by the digest of the variant: a root after names only its own. Null for none.</summary>
    public SortedDictionary<string, SiteKey>? Keys { get; init; }

    /// <summary>This clock when it was written.</summary>
    public DateTimeOffset At { get; init; }
}
