namespace KubeStellar.Edge.Flow.State.Modules;

/// <summary>How much of an import are types.</summary>
public enum ImportTypes
{
    /// <summary>It imports values, as far as its text tells.</summary>
    None,

    /// <summary>Every name in its braces is marked <c>type</c>: <c>import { type A, type B } from</c>.</summary>
    Names,

    /// <summary>The whole statement: <c>import type … from</c>, <c>export type … from</c>.</summary>
    Statement,
}
