using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What the hub is and how it fares.</summary>
public sealed record InfoResult : WireRecord
{
    /// <summary>Version of the daemon.</summary>
    public required string Version { get; init; }

    /// <summary>Its epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>Edges in the inventory.</summary>
    public int Edges { get; init; }

    /// <summary>Version of the nats-server.</summary>
    public string Server { get; set; } = "";

    /// <summary>Whether every accepted change has been decided and published (or is held or stalled).</summary>
    public bool Settled { get; init; }

    /// <summary>Not empty: the hub holds and calls for a person, with the reason.</summary>
    public string Held { get; set; } = "";
}
