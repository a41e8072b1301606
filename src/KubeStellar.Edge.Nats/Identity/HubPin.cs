using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>What a device remembers of the hub that admitted it, and which of its own keys are in use (<c>hub.json</c>): one file, so that whatever changes, changes at once.</summary>
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

    /// <summary>Whether the hub was seen to sign its commands; from then on it must.</summary>
    public bool Signs { get; init; }

    /// <summary>Whether the hub was seen to sign what it acknowledges; from then on it must.</summary>
    public bool SignsAnswers { get; init; }

    /// <summary>Public key that signs this edge's roots; no other is believed of what is new.</summary>
    public required string HubKey { get; init; }

    /// <summary>How the hub's key came to be that: all hand-overs that were followed, the first one first; null for none.</summary>
    public IReadOnlyList<KeyHandOver>? HandOvers { get; init; }

    /// <summary>The key that the hub began with; it names the hub for good.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Origin => HandOvers is [var first, ..] ? first.From : HubKey;

    /// <summary>Whether a token is of this hub: it names the key of the day when it was made.</summary>
    public bool IsKnownTo(JoinToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token.Knows(HubKey) || HandOvers?.Any(one => token.Knows(one.From)) == true;
    }

    /// <summary>How often this device replaced its own keys: 0 while it has its first ones. Those are in the folder itself, later ones in <c>keys-&lt;n&gt;</c>.</summary>
    public long Keys { get; init; }

    /// <summary>The public key that it had before, while the hub does not know that it will not be used again; null otherwise.</summary>
    public string? Former { get; init; }
}
