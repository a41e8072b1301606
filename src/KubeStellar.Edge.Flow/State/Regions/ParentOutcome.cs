using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>What became of a parent's tree.</summary>
/// <param name="Refused">Policies that were not taken, and why: what this hub has of them stays.</param>
/// <param name="Later">Why it was not taken, or not all of it, and is to be taken again; empty when it was.</param>
internal sealed record ParentOutcome(IReadOnlyDictionary<PolicyKey, string> Refused, string Later)
{
    /// <summary>Nothing was done, for now.</summary>
    public static ParentOutcome NotNow(string why) => new(new Dictionary<PolicyKey, string>(), why);
}
