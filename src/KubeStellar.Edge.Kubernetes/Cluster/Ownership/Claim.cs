namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>Whose an object is.</summary>
internal enum Claim
{
    /// <summary>This edge's.</summary>
    Ours,

    /// <summary>This edge let it go, and nobody touched what it left.</summary>
    Released,

    /// <summary>Somebody's who is no edge.</summary>
    Foreign,

    /// <summary>Another edge's, or one's of another hub.</summary>
    OtherEdge,
}
