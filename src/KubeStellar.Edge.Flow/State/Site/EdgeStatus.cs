using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What an edge says of itself, to <c>kse status</c> on the device and to the hub that asks.</summary>
public sealed record EdgeStatus
{
    /// <summary>The edge.</summary>
    public required string Edge { get; init; }

    /// <summary>Fingerprint of the device's key, as the hub shows it too; null when the daemon does not say.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Version of the daemon.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>When this was said, by the edge's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether the hub is connected.</summary>
    public bool Connected { get; init; }

    /// <summary>Since when it is connected, or not.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When the hub last answered; null when it did not since the daemon started.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>Epoch of the accepted root; 0 before the first.</summary>
    public long Epoch { get; init; }

    /// <summary>Revision of the accepted root.</summary>
    public long Revision { get; init; }

    /// <summary>Digest of the accepted root.</summary>
    public Digest RootDigest { get; init; }

    /// <summary>Whether all that the root names is applied.</summary>
    public bool Applied { get; init; }

    /// <summary>Where objects are applied.</summary>
    public string Target { get; init; } = "";

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Policies by key.</summary>
    public IReadOnlyList<EdgePolicyStatus> Policies { get; init; } = [];
}
