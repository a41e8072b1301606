using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>How the hub answers people.</summary>
public sealed class ApiOptions
{
    /// <summary>Largest page of items in bytes; a single larger item is sent alone. Default 600 KiB, below a server's default <c>max_payload</c>.</summary>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public int PageBytes { get; set; } = 600 * 1024;

    /// <summary>Time after which a page ends where it may, whatever is on it. Default 4 s: with what one step may take, below the 10 s that people's tools wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PageTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Events looked through for a listing. Default 2,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxEvents { get; set; } = 2_000;

    /// <summary>Version of the daemon, for <c>kse version</c>. Default: that of this assembly.</summary>
    [Required]
    public string Version { get; set; } = typeof(ApiOptions).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Tells the version of the nats-server. Default: nothing.</summary>
    [Required]
    public Func<string> ServerVersion { get; set; } = static () => "";
}
