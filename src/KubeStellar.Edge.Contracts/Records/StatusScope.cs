namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much of a live object's <c>.status</c> an edge reports.</summary>
public enum StatusScope
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>The paths that are listed.</summary>
    Paths,

    /// <summary>None: nothing but the object's metadata is watched, and it is current once it is applied.</summary>
    None,
}
