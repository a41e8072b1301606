using System.ComponentModel.DataAnnotations;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>How the hub uses its NATS.</summary>
public sealed class HubNatsOptions
{
    /// <summary>Where, and as whom. Required.</summary>
    [Required]
    public NatsEndpoint? Endpoint { get; set; }

    /// <summary>Replicas of every bucket: 1, 3 or 5. Default: 1.</summary>
    [Range(1, 5)]
    public int Replicas { get; set; } = 1;

    /// <summary>How long one request to the server may take. Default: 5 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a write of many values may take. Default: 30 s.</summary>
    public TimeSpan BatchTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether many values are written in atomic batches where the server has them: one flush to the disk a batch. Default: true.</summary>
    public bool AtomicBatches { get; set; } = true;

    /// <summary>Publishes in flight. The server drops what exceeds its own queue of some ten thousand. Default: 2048.</summary>
    [Range(1, 8192)]
    public int Window { get; set; } = 2048;

    /// <summary>How long audit events are kept. Default: 30 days.</summary>
    public TimeSpan EventsMaxAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many bytes of audit events are kept. Default: 256 MiB.</summary>
    [Range(1 << 20, long.MaxValue)]
    public long EventsMaxBytes { get; set; } = 256L << 20;
}
