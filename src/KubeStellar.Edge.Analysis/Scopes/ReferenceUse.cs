namespace KubeStellar.Edge.Analysis.Scopes;

/// <summary>What is done with a name, or with a member of it.</summary>
internal enum ReferenceUse
{
    /// <summary>Read.</summary>
    Read,

    /// <summary>Assigned, incremented or deleted.</summary>
    Write,

    /// <summary>Called.</summary>
    Call,

    /// <summary>Made an instance of.</summary>
    New,

    /// <summary>Handed to a call as its first argument.</summary>
    Argument,

    /// <summary>Asked for its type, which no missing name minds.</summary>
    TypeOf,

    /// <summary>Gone through by <c>for … of</c> or spread.</summary>
    Iterate,

    /// <summary>Exported.</summary>
    Export,
}
