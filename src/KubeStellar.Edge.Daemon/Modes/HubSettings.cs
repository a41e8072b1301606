using System.ComponentModel.DataAnnotations;
using KubeStellar.Edge.Http;
using KubeStellar.Edge.Scripting;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What <c>kse hub</c> was told.</summary>
internal sealed record HubSettings
{
    /// <summary>State directory.</summary>
    [Required]
    public required string State { get; init; }

    /// <summary>Address and port that the embedded server listens on; port 0 takes a free one at the first start and keeps it.</summary>
    public string Listen { get; init; } = "127.0.0.1:4222";

    /// <summary>Whether the embedded server may listen beyond this machine in plain text.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>TLS of the embedded server.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>What to show to an existing server, or to the parent's, that asks for a certificate; null for none.</summary>
    public ClientFiles? Client { get; init; }

    /// <summary>URLs that join tokens name; empty: the address that clients of this machine use.</summary>
    public IReadOnlyList<string> Advertise { get; init; } = [];

    /// <summary>URL of an existing server, or those of a cluster with commas between them; null: embedded.</summary>
    public string? Nats { get; init; }

    /// <summary>Credentials in the existing server's account.</summary>
    public string? Creds { get; init; }

    /// <summary>Seed of that account, or of its signing key.</summary>
    public string? AccountKey { get; init; }

    /// <summary>Certificates that an existing server is checked against.</summary>
    public string? Ca { get; init; }

    /// <summary>Replicas of every bucket on an existing cluster.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Another hub with the same keys may publish; this one waits until it does not.</summary>
    public bool Standby { get; init; }

    /// <summary><c>always</c> or <c>default</c>.</summary>
    public string Sync { get; init; } = "always";

    /// <summary>Name of the <c>nats</c> context to write; empty: none.</summary>
    public string Context { get; init; } = "kse";

    /// <summary>Share of placements that a change may remove without a person.</summary>
    public double GuardShare { get; init; } = 0.3;

    /// <summary>Expected interval of heartbeats; an edge that misses three is unreachable.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every device waits for a person before it is admitted.</summary>
    public bool ApproveJoins { get; init; }

    /// <summary>What gates may have fetched over HTTP; nothing else.</summary>
    public IReadOnlyList<GateUrl> GateUrls { get; init; } = [];

    /// <summary>Who is told of events.</summary>
    public IReadOnlyList<WebhookUrl> Webhooks { get; init; } = [];

    /// <summary>Limits of the process that runs policies.</summary>
    public Action<PolicyRuntimeOptions> Policies { get; init; } = _ => { };

    /// <summary>Where objects and policies come from besides what people apply.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>The hub above this one.</summary>
    public ParentSettings Parent { get; init; } = new();
}
