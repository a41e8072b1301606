using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>One edge, or one region, in one policy's tally.</summary>
internal sealed class EdgeRow(string edge, int slot)
{
    internal string Edge => edge;

    /// <summary>Its leaf in the trees of partials.</summary>
    internal int Slot => slot;

    /// <summary>The manifest that its root names.</summary>
    internal Digest Wanted { get; set; }

    /// <summary>The manifest, parsed; null while it cannot be read.</summary>
    internal ManifestRecord? Manifest { get; set; }

    /// <summary>The root that first named it.</summary>
    internal RootVersion Since { get; set; }

    /// <summary>The hub started with this manifest in the root: since when it is wanted is not known, and a report on it counts.</summary>
    internal bool SinceBefore { get; set; }

    internal ReportHead? Report { get; set; }

    internal PartialRecord? Partial { get; set; }

    /// <summary>Why its partial cannot be reduced; empty when it can.</summary>
    internal string Unfit { get; set; } = "";

    /// <summary>What it says as a region; then report and partial are of no account. Null for an edge.</summary>
    internal ChildPartial? Child { get; set; }

    /// <summary>What it adds to the counts now, as an edge.</summary>
    internal EdgeShare? Share { get; set; }

    /// <summary>The same as a region.</summary>
    internal FleetPartial? Fleet { get; set; }

    /// <summary>What stands in its leaves.</summary>
    internal IReadOnlyList<Leaf> Leaves { get; set; } = [];
}
