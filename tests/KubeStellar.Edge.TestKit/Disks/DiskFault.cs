namespace KubeStellar.Edge.TestKit.Disks;

/// <summary>What goes wrong at an operation of a <see cref="FaultyDisk"/>.</summary>
public enum DiskFault
{
    None,

    /// <summary>ENOSPC from here on, until it is mended: nothing grows, but things can be removed.</summary>
    Full,

    /// <summary>EROFS from here on, until it is mended: nothing changes.</summary>
    ReadOnly,

    /// <summary>EMFILE from here on, until it is mended: nothing can be opened.</summary>
    NoHandles,

    /// <summary>EIO, once, and nothing was done.</summary>
    Fails,

    /// <summary>EIO, once, after half of it was done.</summary>
    Tears,

    /// <summary>EIO, once, after all of it was done.</summary>
    FailsLate,

    /// <summary>The process dies before the operation.</summary>
    DiesBefore,

    /// <summary>The process dies in the middle of it.</summary>
    DiesWithin,

    /// <summary>The process dies after it, before anybody heard that it was done.</summary>
    DiesAfter,
}
