using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>One policy's news from an edge: the whole report, or what changed since the last acknowledged one.</summary>
public sealed record ReportDelta
{
    /// <summary>Header and objects. In a delta <see cref="ReportRecord.Objects"/> holds changed objects only.</summary>
    public required ReportRecord Report { get; init; }

    /// <summary>0: the report is whole. Else: the sequence of the acknowledged report that this one changes.</summary>
    public long Base { get; init; }

    /// <summary>Keys of objects that are in the base and no longer in the report.</summary>
    public IReadOnlyList<ObjectKey> Removed { get; set; } = [];

    /// <summary>The edge's partial, when the manifest's bundle reduces.</summary>
    public PartialRecord? Partial { get; init; }
}
