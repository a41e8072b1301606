namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>How long a policy's next summary waits after the last. Pure.</summary>
internal static class SummaryPace
{
    /// <summary>Policies with news that may each have their summaries one period apart.</summary>
    internal const int Few = 8;

    /// <summary>The period; with more policies that have news the longer, so that all together make no more summaries than a few would.</summary>
    internal static TimeSpan Of(TimeSpan period, int busy) => busy <= Few ? period : period * ((double)busy / Few);
}
