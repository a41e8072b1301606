using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>Everything that is set about a hub as a region of another.</summary>
public sealed class RegionOptions
{
    /// <summary>The region's name at its parent, a DNS label.</summary>
    [Required, RegularExpression("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", ErrorMessage = "A region's id is a DNS label of at most 63 characters.")]
    public string Id { get; set; } = "";

    /// <summary>Public key (NKey text form) of the parent that was pinned at joining; roots of any other signer are refused.</summary>
    [Required]
    public string ParentKey { get; set; } = "";

    /// <summary>Version of the daemon, for heartbeats.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>Time between heartbeats to the parent, spread by a tenth (default 30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long news of statuses are gathered before they go up (default none: the hub's own reduction gathers them already, and so does a message that is on its way).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReportDelay { get; set; } = TimeSpan.Zero;

    /// <summary>First pause after a failure (default 0.5 s); doubled up to <see cref="LongestRetry"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause after failures (default 30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked whether the fleet's totals changed (default 1 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan Glance { get; set; } = TimeSpan.FromSeconds(1);
}
