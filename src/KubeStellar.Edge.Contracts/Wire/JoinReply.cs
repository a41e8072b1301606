using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Admission, or why not.</summary>
public sealed record JoinReply : WireRecord
{
    /// <summary>Why it was refused, a sentence; empty when admitted.</summary>
    public string Refused { get; init; } = "";

    /// <summary>User JWT for the key of the request.</summary>
    public string Jwt { get; init; } = "";

    /// <summary>The hub's root-signing public key (NKey text form); its fingerprint must be the token's.</summary>
    public string HubKey { get; init; } = "";

    /// <summary>Labels that the edge was given.</summary>
    public SortedDictionary<string, string> Labels { get; init; } = [];
}
