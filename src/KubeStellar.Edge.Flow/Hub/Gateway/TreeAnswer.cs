namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Whether a digest hangs from a root.</summary>
internal enum TreeAnswer
{
    /// <summary>No.</summary>
    No,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>A part of the tree cannot be read now, so nobody can say.</summary>
    Unknown,
}
