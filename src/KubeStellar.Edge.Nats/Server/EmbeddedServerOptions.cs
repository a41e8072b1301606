using System.ComponentModel.DataAnnotations;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>How the hub runs its own nats-server.</summary>
public sealed class EmbeddedServerOptions
{
    /// <summary>The hub's state directory; the server's files go to <c>nats/</c> in it. Required.</summary>
    [Required]
    public string StateDirectory { get; set; } = "";

    /// <summary>Path of nats-server. Default: found by <see cref="NatsServerBinary.FindAsync"/>.</summary>
    public string? Binary { get; set; }

    /// <summary>Address to listen on. Default: 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Port to listen on. Default: 0, which takes a free one at the first start and keeps it in the state directory.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>What it reads to speak TLS. Default: none, it speaks plain text.</summary>
    public ServerTlsFiles? Tls { get; set; }

    /// <summary>When acknowledged writes reach the disk. Default: always.</summary>
    public SyncInterval Sync { get; set; } = SyncInterval.Always;

    /// <summary>Size at which the server starts a new log file; three are kept. Default: 8 MiB.</summary>
    [Range(1 << 16, 1 << 30)]
    public int LogFileBytes { get; set; } = 8 << 20;

    /// <summary>How long the server may take until it accepts connections. Default: 30 s.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait before a server that died is started again. Default: 10 s; the first wait is 100 ms and each next one twice as long.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the server may take to end when told to, before it is killed. Default: 10 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
