using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The hub's answer to <see cref="RekeyMessage"/>.</summary>
public sealed record RekeyReply : WireRecord
{
    /// <summary>Why the hub does not take the keys, a sentence; empty when it does.</summary>
    public string Refused { get; set; } = "";

    /// <summary>User of the new key; null when the edge said that it switched.</summary>
    public UserRenewal? User { get; init; }
}
