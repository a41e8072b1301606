using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Who this hub is, and how it holds its lease.</summary>
public sealed class HubFlowOptions
{
    /// <summary>Id of this installation: the same after a restart, another for every other hub. No default.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Instance { get; set; } = "";

    /// <summary>Id of this hub's state directory, which tells hubs apart that share an installation's keys. Empty, the default: there is only one.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Name of this machine, for people. Empty, the default, where nobody said.</summary>
    public string Host { get; set; } = "";

    /// <summary>Version of this daemon, for people. Empty, the default, where nobody said.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>The run of this machine; empty, the default, where no other machine can hold the lease.</summary>
    public string Boot { get; set; } = "";

    /// <summary>Whether other hubs of the same installation publish here in turn. Default: no.</summary>
    public bool Standby { get; set; }

    /// <summary>Whether this state directory has seen another hub hold the lease since it published itself. Default: no.</summary>
    public bool Followed { get; set; }

    /// <summary>Revision of a lease that stood still for as long as it must before this process began; null: none was watched.</summary>
    public ulong? StoodStill { get; set; }

    /// <summary>How often the lease is renewed. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LeaseRenewal { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long another hub's lease must stand still before this one takes over: two renewals may fail, and the holder itself publishes nothing by a lease that is older than
    /// this less one renewal. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:10:00")]
    public TimeSpan LeasePatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Revisions reserved at a time; a restart gives up the rest of a block. Default 100,000.</summary>
    [Range(1, 1_000_000_000)]
    public int RevisionBlock { get; set; } = 100_000;

    /// <summary>First wait before something that failed is tried again; doubled up to <see cref="RetryMost"/>. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest such wait. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Who holds the lease when this hub does.</summary>
    public string Holder => Directory.Length > 0 ? Directory : Instance;
}
