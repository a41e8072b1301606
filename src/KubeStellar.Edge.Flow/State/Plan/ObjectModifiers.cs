using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>How all copies of one object are applied.</summary>
/// <param name="CreateOnly">Create once, never change again.</param>
/// <param name="Prune">Remove when no tree names it any more.</param>
/// <param name="Drift">What to do about drift.</param>
/// <param name="Rules">The rest; null for as usual.</param>
internal sealed record ObjectModifiers(bool CreateOnly, bool Prune, DriftMode Drift, ApplyRules? Rules)
{
    /// <summary>As usual.</summary>
    public static ObjectModifiers Usual { get; } = new(false, true, DriftMode.Correct, null);

    /// <summary>Its share of the running hash of an edge's vector of variants; zero for as usual.</summary>
    public UInt128 Mark { get; init; }
}
