using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace KubeStellar.Edge.Flow.Edge;

/// <summary>Everything that is set about an edge.</summary>
public sealed class EdgeOptions
{
    /// <summary>The edge's name, a DNS label.</summary>
    [Required, RegularExpression("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", ErrorMessage = "An edge's id is a DNS label of at most 63 characters.")]
    public string Id { get; set; } = "";

    /// <summary>Public key (NKey text form) of the hub that was pinned at joining; roots of any other signer are refused.</summary>
    [Required]
    public string HubKey { get; set; } = "";

    /// <summary>Fingerprint of this device's key, for people; null for none.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Where the local state lies, and the socket that <c>kse status</c> asks.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Facts and capacities that this device reports.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; set; } = [];

    /// <summary>Version of the daemon, for heartbeats.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>Time between heartbeats, spread by a tenth (default 30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between looks at every object, hints or not (default 60 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan FullPassInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>First pause after a failure (default 0.5 s); doubled up to <see cref="LongestRetry"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest pause after failures (default 60 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long changes of status are gathered into one report (default 0.1 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ReportDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long changes of objects that are born here are gathered before they are looked at (default 0.5 s): a device that floods costs one look in this time.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan UpsyncDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How far this clock and the hub's may differ before the edge says so (default 5 min).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(5);
}
