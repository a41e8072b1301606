using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// An object that was born at an edge, as the edge saw it last; read-only at the hub. Bucket <c>kse-upsync</c>, key <c>&lt;edge&gt;.&lt;workspace&gt;.&lt;policy&gt;.&lt;object key&gt;</c>.
/// </summary>
public sealed record UpsyncedRecord : WireRecord
{
    /// <summary>The edge that it is of.</summary>
    public required string Edge { get; init; }

    /// <summary>The policy that asks for it.</summary>
    public required PolicyKey Policy { get; init; }

    /// <summary>Group, kind, namespace and name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>SHA-256 of the object's canonical JSON.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The edge's own counter when it saw this; the higher is the newer. Never a clock.</summary>
    public required long Sequence { get; init; }

    /// <summary>The object, without what its cluster assigned, with its <c>.status</c>.</summary>
    public required JsonElement Object { get; init; }

    /// <summary>When the edge saw it so first, by the edge's clock (untrusted).</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <summary>When it arrived, by the hub's clock.</summary>
    public DateTimeOffset ArrivedAt { get; init; }
}
