using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Scripting;

/// <summary>How policies are run and bounded.</summary>
public sealed class PolicyRuntimeOptions
{
    /// <summary>Executable of the policy host. Default: this process's own (or <c>dotnet</c> with this process's assembly).</summary>
    public string? HostFileName { get; set; }

    /// <summary>Its arguments. Default: <c>policy-host</c>.</summary>
    [Required]
    public IList<string> HostArguments { get; set; } = ["policy-host"];

    /// <summary>Processor time of one call, apart from <see cref="PerEdgeAllowance"/>; see <see cref="BusyFactor"/>. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan CallDeadline { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Added for every edge, object or pair that a call is about. Default 100 µs.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan PerEdgeAllowance { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// Deadlines count the host's processor time, because a busy machine is no policy's fault; by the clock a call may take so many times longer. Default 10.
    /// </summary>
    [Range(1, 1000)]
    public int BusyFactor { get; set; } = 10;

    /// <summary>Time that a host may take to start, and to make an isolate apart from the policy's own code. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After its deadline a script is interrupted; after this much more its host is killed. Default 300 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan KillGrace { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Heap of one policy in MiB; the resident inventory comes on top (2 KiB an edge). Default 64.</summary>
    [Range(16, 4096)]
    public int HeapMiB { get; set; } = 64;

    /// <summary>
    /// Memory of the whole host in MiB above which it is killed during a call. Before that, isolates make room: a new one comes only when its whole heap fits. Default 2048.
    /// </summary>
    [Range(128, 65536)]
    public int HostMiB { get; set; } = 2048;

    /// <summary>Bundles that have an isolate at the same time; the one that was used least recently makes room, and is made anew when it is needed. Default 16.</summary>
    [Range(1, 1000)]
    public int MaxIsolates { get; set; } = 16;

    /// <summary>
    /// Limit on the host's data that the kernel enforces (RLIMIT_DATA) in MiB; 0: none. V8 reserves 512 MiB of it for the code of each isolate, used or not;
    /// so it is a last resort, and <see cref="HostMiB"/> is the limit that counts. Default 2048 and 640 an isolate.
    /// </summary>
    [Range(0, 1 << 20)]
    public int? DataLimitMiB { get; set; }

    /// <summary>How much the operating system must hold the host: files, network, programs, user. Default: as much as this machine allows.</summary>
    public ConfinementMode Confinement { get; set; } = ConfinementMode.BestEffort;

    /// <summary>
    /// A control group that was handed over to the daemon, as an absolute path in /sys/fs/cgroup: each host gets a group of its own beneath it, limited to
    /// <see cref="HostMiB"/>. Empty: none. Default: found from the daemon's own group, where the service manager delegated it (systemd: <c>Delegate=memory</c>).
    /// </summary>
    public string? ControlGroup { get; set; }

    /// <summary>A host that nobody used for so long is ended. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a policy that cost its isolate or the host is refused the first time; doubles each time. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan QuarantineFirst { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long at most. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan QuarantineMost { get; set; } = TimeSpan.FromMinutes(5);
}
