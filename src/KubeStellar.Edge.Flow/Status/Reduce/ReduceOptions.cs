using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>How statuses are reduced.</summary>
public sealed class ReduceOptions
{
    /// <summary>Least time between two summaries of one policy while few have news (<see cref="SummaryPace"/>). Default 10 ms, because each tier of hubs adds it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Least time between two writes of a region's own summary of one policy; what its parent gets is not held up by it. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RegionPeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a summary keeps the value of the bundle before while edges still report under the new one. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan BundleGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a summary that stalled or could not be written is tried again. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Least time between two looks at whether a policy's <c>combine</c> keeps its laws. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ProbePeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pairs of one crossing into the policy host. Default 2,048.</summary>
    [Range(1, 1_000_000)]
    public int CombineBatch { get; set; } = 2_048;

    /// <summary>Failures that a summary lists. Default 10.</summary>
    [Range(0, 1_000)]
    public int MaxFailures { get; set; } = 10;

    /// <summary>Edges that a summary lists as not in. Default 5.</summary>
    [Range(0, 1_000)]
    public int MaxMissing { get; set; } = 5;
}
