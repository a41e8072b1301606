namespace KubeStellar.Edge.Nats.Identity;

/// <summary>What a device remembers of the hub that admitted it (<c>hub.json</c>).</summary>
public sealed record HubPin
{
    /// <summary>The id under which this device was admitted.</summary>
    public required string Edge { get; init; }

    /// <summary>NATS URLs of the hub.</summary>
    public required IReadOnlyList<string> HubUrls { get; init; }

    /// <summary>Certificates that the hub's TLS is checked against; null for none of its own.</summary>
    public string? CaPem { get; init; }

    /// <summary>Serial under which the hub told of them later; 0 for those of the token.</summary>
    public long CaSerial { get; init; }

    /// <summary>Public key that signs this edge's roots; no other is believed.</summary>
    public required string HubKey { get; init; }
}
