namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Devices that ask to be one edge and wait for a person, or were denied: bucket <c>kse-hub</c>, key <c>pending.&lt;edge&gt;</c>. Gone when one of them is the edge.</summary>
public sealed record PendingRecord : WireRecord
{
    /// <summary>The id that they want.</summary>
    public required string Edge { get; init; }

    /// <summary>The devices, in the order in which they asked. Each has a key of its own.</summary>
    public required IReadOnlyList<PendingDevice> Devices { get; init; }
}
