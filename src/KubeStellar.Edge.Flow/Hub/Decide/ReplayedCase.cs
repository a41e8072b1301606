using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>One recorded case, evaluated again.</summary>
/// <param name="Case">As recorded.</param>
/// <param name="Difference">What is different now; empty: nothing.</param>
public sealed record ReplayedCase(DecidedCase Case, string Difference)
{
    /// <summary>Whether the outcome is the same.</summary>
    public bool Same => Difference.Length == 0;
}
