using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>What came of verifying the audit's chain.</summary>
public sealed record ChainReport
{
    /// <summary>Messages that were looked at.</summary>
    public required long Checked { get; init; }

    /// <summary>Of these, the ones at the front that an older hub wrote, without a chain.</summary>
    public required long Unchained { get; init; }

    /// <summary>The first event.</summary>
    public required ChainPlace? First { get; init; }

    /// <summary>The last event.</summary>
    public required ChainPlace? Last { get; init; }

    /// <summary>Chain value of the last event: whoever keeps it elsewhere can tell later that nothing before it was written anew.</summary>
    public required Digest? Head { get; init; }

    /// <summary>Breaks, in the order of the stream; the first hundred.</summary>
    public required IReadOnlyList<ChainBreak> Breaks { get; init; }

    /// <summary>How many there are.</summary>
    public required long Broken { get; init; }
}
