namespace KubeStellar.Edge.Analysis.Coverage;

/// <summary>What a counter counts.</summary>
public enum CoverageKind
{
    /// <summary>A statement, or the body of an arrow function that is one expression.</summary>
    Statement,

    /// <summary>One way of a decision: of <c>if</c>, <c>? :</c>, <c>switch</c>, <c>&amp;&amp;</c>, <c>||</c>, <c>??</c>.</summary>
    Branch,
}
