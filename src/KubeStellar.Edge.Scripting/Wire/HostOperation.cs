namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>What the policy host is asked to do.</summary>
internal enum HostOperation
{
    /// <summary>Make an isolate of a bundle. Segment: the bundle.</summary>
    Load,

    /// <summary>Make plain JavaScript of a bundle. Segment: the bundle. Answer: the bundle.</summary>
    Strip,

    /// <summary>Drop a bundle's isolate.</summary>
    Forget,

    /// <summary>Change a bundle's resident inventory. Segment: <c>[[slot, edge or null], ...]</c>.</summary>
    Inventory,

    /// <summary>Segments: the object, the candidates' bits. Answer: the chosen bits.</summary>
    Place,

    /// <summary>Segments: the object, the edges' bits. Answer: the groups' operations, and per slot the number of its group (int32, 0: none).</summary>
    Customize,

    /// <summary>Segments: the edge, its reports.</summary>
    Map,

    /// <summary>Segment: <c>[[left, right], ...]</c>.</summary>
    Combine,

    /// <summary>Segment: the partial.</summary>
    Finish,
}
