namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>Kinds of <see cref="ThisOwner"/>.</summary>
internal enum ThisOwnerKind
{
    /// <summary>The top of a module: undefined.</summary>
    Module,

    /// <summary>A plain function: whatever it is called on.</summary>
    Function,

    /// <summary>A static member: the class.</summary>
    Static,

    /// <summary>A member of instances.</summary>
    Instance,

    /// <summary>A constructor: the new instance.</summary>
    Constructor,

    /// <summary>A method of an object literal.</summary>
    Literal,
}
