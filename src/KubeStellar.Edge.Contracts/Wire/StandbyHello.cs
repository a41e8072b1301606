using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>A standby hub is there: it looks at the lease of the hub that publishes, and would take over. Its own word, which orders nothing.</summary>
public sealed record StandbyHello : WireRecord
{
    /// <summary>Its state directory, as it would stand in <see cref="LeaseRecord.Instance"/>.</summary>
    public required string Instance { get; init; }

    /// <summary>Version of the daemon.</summary>
    public string Daemon { get; set; } = "";

    /// <summary>Name of its machine.</summary>
    public string Host { get; set; } = "";

    /// <summary>Since when it waits, by its own clock.</summary>
    public DateTimeOffset Since { get; init; }
}
