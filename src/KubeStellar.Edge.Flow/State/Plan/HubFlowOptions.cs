using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Who this hub is, and how it holds its lease.</summary>
public sealed class HubFlowOptions
{
    /// <summary>Id of this installation: the same after a restart, another for every other hub. No default.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Instance { get; set; } = "";

    /// <summary>How often the lease is renewed. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long another hub's lease must stand still before this one takes over. Default 7 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:10:00")]
    public TimeSpan LeasePatience { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>Revisions reserved at a time; a restart gives up the rest of a block. Default 100,000.</summary>
    [Range(1, 1_000_000_000)]
    public int RevisionBlock { get; set; } = 100_000;

    /// <summary>First wait before something that failed is tried again; doubled up to <see cref="RetryMost"/>. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest such wait. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMost { get; set; } = TimeSpan.FromMinutes(5);
}
