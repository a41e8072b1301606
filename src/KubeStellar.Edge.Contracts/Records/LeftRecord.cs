namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// An edge that left the inventory: bucket <c>kse-hub</c>, key <c>left.&lt;edge&gt;</c>. Another device gets the id only by hand, because the one that had it may still be
/// connected, and hear what the id is told. Gone when the id is taken again.
/// </summary>
public sealed record LeftRecord : WireRecord
{
    /// <summary>The id.</summary>
    public required string Edge { get; init; }

    /// <summary>Key of the device that had it.</summary>
    public required string PublicKey { get; init; }

    /// <summary>When it left, by the hub's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
