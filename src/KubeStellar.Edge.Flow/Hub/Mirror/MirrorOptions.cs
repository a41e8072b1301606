using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>How the buckets are watched.</summary>
public sealed class MirrorOptions
{
    /// <summary>How often the buckets are compared with what was last seen. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Entries written at once when a bucket is filled again. Default 1,000, the size of an atomic batch.</summary>
    [Range(1, 100_000)]
    public int RefillBatch { get; set; } = 1_000;
}
