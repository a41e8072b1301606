using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What one edge says of one policy's objects: bucket <c>kse-status</c>, key <c>&lt;edge&gt;.&lt;workspace&gt;.&lt;policy&gt;</c>. There it is the last whole one: what came since is in its <see cref="ReportHead"/>.</summary>
public sealed record ReportRecord : WireRecord
{
    /// <summary>The edge that speaks.</summary>
    public required string Edge { get; init; }

    /// <summary>The policy.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>The manifest that it speaks of; zero after the policy left the edge's root and its objects are gone.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>Epoch of the root it follows.</summary>
    public required long Epoch { get; init; }

    /// <summary>Revision of the root it follows.</summary>
    public required long Revision { get; init; }

    /// <summary>The edge's own counter over all its reports; the higher is the newer, across restarts. Never a clock.</summary>
    public required long Sequence { get; init; }

    /// <summary>Objects by key.</summary>
    public required SortedDictionary<string, ReportObject> Objects { get; init; }
}
