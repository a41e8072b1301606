namespace KubeStellar.Edge.TestKit.Cluster.Fake.Store;

/// <summary>All objects of one group and plural, whatever the version, and what happened to them. Guarded by the store's lock.</summary>
internal sealed class Table(string group, string plural)
{
    internal string Group => group;

    internal string Plural => plural;

    /// <summary>By namespace and name, in the order of listings.</summary>
    internal SortedDictionary<string, Stored> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes since the last compaction.</summary>
    internal List<Change> Log { get; } = [];

    /// <summary>Revision of the last change that was compacted away.</summary>
    internal long Forgotten { get; set; }

    /// <summary>Completes at the next change.</summary>
    internal TaskCompletionSource Changed { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
