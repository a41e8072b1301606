namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Which process publishes: bucket <c>kse-hub</c>, key <c>lease</c>. Renewed by compare-and-set; a rival watches the revision, not the clock.</summary>
/// <param name="Instance">The state directory of a hub; another one for each of several hubs with the same keys.</param>
/// <param name="Process">Random id of the process.</param>
/// <param name="Epoch">Epoch under which it writes.</param>
/// <param name="Renewal">Rises with every renewal.</param>
public sealed record LeaseRecord(string Instance, string Process, long Epoch, long Renewal)
{
    /// <summary>The run of the machine that the process belongs to: a process of the same state directory in the same run is its successor. Null where no other machine can come.</summary>
    public string? Boot { get; init; }

    /// <summary>True when the holder ended in good order and publishes no more: whoever waits need not be patient.</summary>
    public bool? Released { get; init; }

    /// <summary>Why the holder holds, publishing nothing until a person says so; null when it does not.</summary>
    public string? Held { get; init; }

    /// <summary>True when the holder keeps heads beside whole reports (<c>kse-heads</c>). Null from holders of old versions: heads that are there are older than what these wrote.</summary>
    public bool? Heads { get; init; }

    /// <summary>The buckets as the holder last saw them whole, by name: a successor, whose own mirror is old, recognises by them what was lost. Null from holders of old versions.</summary>
    public SortedDictionary<string, BucketLife>? Lives { get; init; }
}
