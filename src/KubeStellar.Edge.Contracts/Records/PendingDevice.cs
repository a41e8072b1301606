using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A device that asks to be an edge and may not be one without a person.</summary>
/// <param name="PublicKey">NKey of its NATS user.</param>
/// <param name="ExchangeKey">X25519 public key, base64url.</param>
/// <param name="TokenId">The token that it came with.</param>
/// <param name="Since">When it asked first, by the hub's clock.</param>
public sealed record PendingDevice(string PublicKey, string ExchangeKey, string TokenId, DateTimeOffset Since)
{
    /// <summary>How far it is.</summary>
    public PendingState State { get; init; }

    /// <summary>Why a person is asked: a sentence's end, such as <c>the token says so</c>.</summary>
    public string Why { get; set; } = "";

    /// <summary>The token's labels, for an edge that is new; a successor has those of the edge.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>Labels that whoever approved it gave it besides; null for none.</summary>
    public SortedDictionary<string, string>? Added { get; init; }

    /// <summary>What it says of itself; untrusted.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; set; } = [];

    /// <summary>True when it comes as the successor of the device that holds the id; null otherwise.</summary>
    public bool? Replace { get; init; }

    /// <summary>Given when it is a hub that asks to be a region: its key, and the rights that the token gives.</summary>
    public RegionRecord? Region { get; init; }

    /// <summary>Who decided; null while nobody did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When; null while nobody did.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was denied; null for no reason given.</summary>
    public string? Reason { get; init; }
}
