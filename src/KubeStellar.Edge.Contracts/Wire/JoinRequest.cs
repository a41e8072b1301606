using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A device asks to be admitted, over the connection that its token opens.</summary>
public sealed record JoinRequest : WireRecord
{
    /// <summary>The id it wants.</summary>
    public required string Edge { get; init; }

    /// <summary>NKey of its NATS user, made on the device.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Its X25519 public key, base64url.</summary>
    public required string ExchangeKey { get; init; }

    /// <summary>Ed25519 by the user key over <see cref="JoinProof.Message"/>, base64: it holds the key that it names.</summary>
    public required string Proof { get; init; }

    /// <summary>The key that signed roots first, of the hub that asks to become a region; null when an ordinary edge asks.</summary>
    public string? Hub { get; init; }

    /// <summary>True when it comes as the successor of the device that holds the id; null otherwise.</summary>
    public bool? Replace { get; init; }

    /// <summary>Facts.</summary>
    public SortedDictionary<string, JsonElement> Properties { get; set; } = [];
}
