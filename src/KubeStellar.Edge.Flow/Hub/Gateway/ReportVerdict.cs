namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>What becomes of a report that came.</summary>
internal enum ReportVerdict
{
    /// <summary>It is the newest.</summary>
    Taken,

    /// <summary>What is held is as new or newer.</summary>
    Old,

    /// <summary>Its base is not the one held: the whole report is wanted.</summary>
    Resync,

    /// <summary>Something else was taken since it was looked at: it is to be looked at again.</summary>
    Moved,
}
