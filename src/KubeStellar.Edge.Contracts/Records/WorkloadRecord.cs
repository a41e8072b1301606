using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A workload object as its owner wrote it: bucket <c>kse-workloads</c>, key <c>&lt;workspace&gt;.&lt;object key&gt;</c>.</summary>
public sealed record WorkloadRecord : WireRecord
{
    /// <summary>The tenant that owns the object.</summary>
    public required string Workspace { get; init; }

    /// <summary>Group, kind, namespace and name of the object.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Rises by one with every change of the object; 1 at first.</summary>
    public required long Generation { get; init; }

    /// <summary>SHA-256 of the object's canonical JSON.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The object itself, tokens as written; null when it is too large for one record and lies in <c>kse-content</c> under <see cref="Digest"/>.</summary>
    public JsonElement? Object { get; init; }

    /// <summary>When it was last applied, by the hub's clock. For people only; order is by generation.</summary>
    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>Id of the source that brought it (<see cref="SourceRecord"/>); null when people applied it. A source removes only what it brought.</summary>
    public string? Source { get; init; }

    /// <summary>At a region: for how many edges the parent lets the policy's <c>choose</c> choose here; null: as it likes.</summary>
    public int? Quota { get; init; }

    /// <summary>At a region: digest of the parent's object that people here replaced by this one; null when it is no override. It goes when the parent's object goes.</summary>
    public Digest? Overrides { get; init; }
}
