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

    /// <summary>Segments: the object, the candidates' slots. Answer: what was read, per member the number of its outcome, and the outcomes in pages.</summary>
    Place,

    /// <summary>Segments: the object, the edges' slots, the shares (<c>[[slot, share], ...]</c> or nothing). Answer as of place; an outcome is what was done to the object.</summary>
    Customize,

    /// <summary>Segments: the object, the candidates' slots, the slots of those that are chosen now, of regions among them how many of their edges (<c>[[slot, count], ...]</c> or nothing). Answer: slots, shares, reasons.</summary>
    Choose,

    /// <summary>Segments: the object, the edges' slots, the shares. Answer: the cases, and per member the number of its case.</summary>
    Cases,

    /// <summary>Segment: a list of objects, each as a text. Answer: a list of booleans.</summary>
    Select,

    /// <summary>Segment: the object. Answer: its references.</summary>
    Describe,

    /// <summary>Segment: a list of live objects, each as a text. Answer: a list of verdicts.</summary>
    Health,

    /// <summary>Segments: the edge, its reports.</summary>
    Map,

    /// <summary>Segment: <c>[[left, right], ...]</c>.</summary>
    Combine,

    /// <summary>Segments: partials; <c>[left, right, left, right, ..., top]</c>, numbers of partials and of what earlier pairs gave, and of what is finished (negative: nothing is). Answer: what each pair gave, and what <c>finish</c> made.</summary>
    Fold,

    /// <summary>Segment: the partial.</summary>
    Finish,

    /// <summary>Segments: nothing, the members' slots, <c>[[rule, count], ...]</c> of rules that count other than declared or nothing. Answer: the waves, and per member the number of its wave.</summary>
    Waves,

    /// <summary>Segment: the gate's input. Answer: its verdict.</summary>
    Gate,
}
