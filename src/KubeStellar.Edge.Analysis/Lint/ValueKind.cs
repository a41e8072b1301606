namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>What a module-level value is, as far as its initialiser tells.</summary>
internal enum ValueKind
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>A plain value or a function: it has no state.</summary>
    Plain,

    /// <summary>An array or typed array.</summary>
    Array,

    /// <summary><c>Map</c>, <c>Set</c> and the weak ones.</summary>
    Collection,

    /// <summary>An object literal.</summary>
    Object,

    /// <summary>An instance of a class of this file.</summary>
    Instance,

    /// <summary>A regular expression that remembers where it stopped.</summary>
    Matcher,

    /// <summary>A generator or iterator.</summary>
    Iterator,
}
