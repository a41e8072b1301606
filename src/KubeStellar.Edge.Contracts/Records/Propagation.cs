namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What becomes of what an object owns when the edge removes it (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).</summary>
public enum Propagation
{
    /// <summary>The object goes at once, what it owns afterwards.</summary>
    Background,

    /// <summary>What it owns goes first; the object is there until then.</summary>
    Foreground,

    /// <summary>What it owns stays.</summary>
    Orphan,
}
