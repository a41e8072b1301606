using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Admission, or why not.</summary>
public sealed record JoinReply : WireRecord
{
    /// <summary>Why it was refused, a sentence; empty when admitted.</summary>
    public string Refused { get; set; } = "";

    /// <summary>Given when a person has to approve the device first; <see cref="Refused"/> says the same to devices that know nothing of it.</summary>
    public JoinWait? Waits { get; init; }

    /// <summary>User JWT for the key of the request.</summary>
    public string Jwt { get; set; } = "";

    /// <summary>The hub's root-signing public key (NKey text form); its fingerprint must be the token's, or that of a key which handed over to it.</summary>
    public string HubKey { get; set; } = "";

    /// <summary>Labels that the edge was given.</summary>
    public SortedDictionary<string, string> Labels { get; set; } = [];

    /// <summary>All hand-overs of the key that signs roots, the first one first, so that a token may name an earlier key; null when there was none.</summary>
    public IReadOnlyList<KeyHandOver>? HandOvers { get; init; }

    /// <summary>To a region: the root-signing public keys of this hub and of every hub above it, this one first. A hub that finds itself in it would follow itself.</summary>
    public IReadOnlyList<string>? Lineage { get; init; }
}
