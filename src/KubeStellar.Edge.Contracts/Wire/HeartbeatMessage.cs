using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>An edge is alive, and this is where it stands.</summary>
public sealed record HeartbeatMessage : WireRecord
{
    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>Epoch of the root it follows; 0 before the first.</summary>
    public long Epoch { get; init; }

    /// <summary>Revision of the root it follows.</summary>
    public long Revision { get; init; }

    /// <summary>SHA-256 of the raw root it follows; whether it is up to date is this one digest.</summary>
    public Digest RootDigest { get; init; }

    /// <summary>Whether everything that the root names is applied.</summary>
    public bool Applied { get; init; }

    /// <summary>The edge's clock, so that the hub can say that it is wrong.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Random id of the daemon's process: two at once means two daemons with one identity.</summary>
    public string Process { get; set; } = "";

    /// <summary>Version of the daemon.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>True in the first heartbeat of a new connection; null in others.</summary>
    public bool? Returned { get; init; }

    /// <summary>Serial of the <see cref="CaBundle"/> that the edge has, 0 for what came with its token; null when it learns of none this way.</summary>
    public long? CaSerial { get; init; }

    /// <summary>Serial of the <see cref="KeyHandOver"/> that the edge followed last, 0 for none; null when it follows none, as edges of old versions.</summary>
    public long? HubSerial { get; init; }

    /// <summary>Public key that issued the edge's user JWT; null when it takes no other one this way, as edges of old versions.</summary>
    public string? Issuer { get; init; }

    /// <summary>Asks for a certificate to show to the server; null when the edge has one that is good for long, or needs none.</summary>
    public CertificateRequest? Certificate { get; init; }

    /// <summary>True when the answer is wanted signed (<see cref="Headers.Seal"/>), null otherwise: an edge asks for it when there is something to obey.</summary>
    public bool? Seal { get; init; }

    /// <summary>What is wrong at the edge as a whole: <c>DiskFull</c>, <c>StoreRebuilt</c>, <c>ClockSkew</c> ...</summary>
    public IReadOnlyList<Condition> Conditions { get; set; } = [];
}
