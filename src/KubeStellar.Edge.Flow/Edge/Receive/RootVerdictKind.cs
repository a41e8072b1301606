namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>What is to be done with a root that came.</summary>
internal enum RootVerdictKind
{
    /// <summary>It is for this edge, believed, and newer.</summary>
    Newer,

    /// <summary>It is the accepted one again.</summary>
    Same,

    /// <summary>It is no root at all: an empty message, a delete marker, garbage. Nothing follows from it.</summary>
    Ignored,

    /// <summary>It is a root, and must not be followed.</summary>
    Refused,

    /// <summary>It is signed by a key that is not known here: the hub may have handed its own over to it, and only the hub can say so.</summary>
    Stranger,
}
