namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Kinds of work of the apply loop.</summary>
internal enum ApplyWorkKind
{
    /// <summary>A tree was offered.</summary>
    Tree,

    /// <summary>A full pass.</summary>
    Everything,

    /// <summary>One object.</summary>
    Object,

    /// <summary>Lines of the inventory that could not be written.</summary>
    Records,
}
