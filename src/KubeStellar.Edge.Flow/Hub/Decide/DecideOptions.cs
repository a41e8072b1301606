using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>When decisions are recorded: never while there is something to decide or to publish.</summary>
public sealed class DecideOptions
{
    /// <summary>How long nothing must have changed before decisions are recorded. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Quiet { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a decision that was recorded is not recorded anew. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this much work the loop looks for something better to do. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan Turn { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Distinct cases that a record holds at most. Default 64.</summary>
    [Range(1, 1000)]
    public int Cases { get; set; } = 64;
}
