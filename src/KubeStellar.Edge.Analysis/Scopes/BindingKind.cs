namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>How a name was declared.</summary>
internal enum BindingKind
{
    /// <summary><c>var</c>.</summary>
    Var,

    /// <summary><c>let</c>.</summary>
    Let,

    /// <summary><c>const</c> or <c>using</c>.</summary>
    Const,

    /// <summary>A function declaration.</summary>
    Function,

    /// <summary>A class declaration.</summary>
    Class,

    /// <summary>A parameter, or what a <c>catch</c> caught.</summary>
    Parameter,

    /// <summary>An import.</summary>
    Import,
}
