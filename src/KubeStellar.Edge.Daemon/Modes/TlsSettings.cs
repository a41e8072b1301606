namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>What <c>kse hub</c> was told of the TLS of its own nats-server.</summary>
internal sealed record TlsSettings
{
    /// <summary>Whether to speak it; null: where it listens beyond this machine, or another of these says so.</summary>
    public bool? On { get; init; }

    /// <summary>Certificate and chain of somebody else; null: the hub makes one.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its key.</summary>
    public string? Key { get; init; }

    /// <summary>What clients check the server against.</summary>
    public string? Ca { get; init; }

    /// <summary>CAs whose certificates clients must show, or <see cref="OfHub"/>; null: clients need none.</summary>
    public string? Verify { get; init; }

    /// <summary>The word of <see cref="Verify"/> for certificates that the hub itself issues.</summary>
    public const string OfHub = "hub";

    /// <summary>Make a new CA at this start.</summary>
    public bool NewCa { get; init; }

    /// <summary>Whether anything but <see cref="On"/> is said.</summary>
    public bool Any => Certificate is not null || Key is not null || Ca is not null || Verify is not null || NewCa;
}
