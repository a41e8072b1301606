using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Sweeping of contents that no kept tree names.</summary>
public sealed class PublishOptions
{
    /// <summary>How long a content that nobody names is kept after it was stored. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan SweepGrace { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often contents are swept. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Releases of a policy that are kept for undo. Default 10.</summary>
    [Range(1, 1000)]
    public int Releases { get; set; } = 10;
}
