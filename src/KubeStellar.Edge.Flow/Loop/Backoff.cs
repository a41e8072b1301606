namespace KubeStellar.Edge.Flow.Loop;

/// <summary>How long to wait before attempt n: doubled each time up to a limit, and spread by a jitter so that a fleet does not return in step.</summary>
/// <param name="First">Wait before the second attempt.</param>
/// <param name="Longest">Limit, before jitter.</param>
/// <param name="Jitter">Share of the wait that is random, 0 to 1.</param>
public sealed record Backoff(TimeSpan First, TimeSpan Longest, double Jitter = 0.2)
{
    /// <summary>The wait after <paramref name="failures"/> failures in a row (at least 1).</summary>
    public TimeSpan After(int failures, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        ArgumentNullException.ThrowIfNull(random);
        var doublings = Math.Min(failures - 1, 40);
        var wait = Math.Min(First.TotalMilliseconds * Math.Pow(2, doublings), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(wait * (1 - Jitter + (2 * Jitter * random.NextDouble())));
    }
}
