using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>An edge's whole desired state hangs from this document, as a tree hangs from a git commit.</summary>
public sealed record RootRecord : WireRecord
{
    /// <summary>The one edge that it is for.</summary>
    public required string Edge { get; init; }

    /// <summary>Epoch of the hub that signed it.</summary>
    public required long Epoch { get; init; }

    /// <summary>Hub-wide revision within the epoch.</summary>
    public required long Revision { get; init; }

    /// <summary>Every policy that places anything here, in the order of their keys. Empty means: nothing is wanted here.</summary>
    public required IReadOnlyList<RootEntry> Policies { get; init; }

    /// <summary>Data keys wrapped for this edge (<see cref="Secrets.DataKey"/>), by the digest of the variant; null when nothing here holds secret values.</summary>
    public SortedDictionary<string, string>? DataKeys { get; init; }

    /// <summary>X25519 public key of the hub that wrapped the data keys, base64url; null when there are none.</summary>
    public string? ExchangeKey { get; init; }

    /// <summary>First characters of the edge's own X25519 public key, which the data keys are wrapped for: after that key changed the hub sees that it is to wrap them anew. Null when there are none.</summary>
    public string? WrappedFor { get; init; }

    /// <summary>Epoch and revision, the only order of roots.</summary>
    [JsonIgnore]
    public RootVersion Version => new(Epoch, Revision);
}
