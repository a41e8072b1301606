using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>How edges are asked.</summary>
public sealed class LiveOptions
{
    /// <summary>How long an edge may take to answer. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Questions that are open at once, over all edges. Default 64.</summary>
    [Range(1, 10_000)]
    public int Concurrency { get; set; } = 64;

    /// <summary>Largest answer of one edge, all parts together, in bytes. Default 8 MiB.</summary>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Last answers that are remembered, in objects. Default 10,000.</summary>
    [Range(0, 1_000_000)]
    public int Remembered { get; set; } = 10_000;

    /// <summary>The same in bytes. Default 32 MiB.</summary>
    [Range(0, 1024 * 1024 * 1024)]
    public int RememberedBytes { get; set; } = 32 * 1024 * 1024;
}
