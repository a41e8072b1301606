namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>Kinds of breaks of the audit's chain.</summary>
public static class ChainBreaks
{
    /// <summary>Events that were written are not there.</summary>
    public const string Missing = "missing";

    /// <summary>An event says something else than what was written.</summary>
    public const string Edited = "edited";

    /// <summary>Something that the chain does not know stands between its events.</summary>
    public const string Inserted = "inserted";

    /// <summary>An event stands after one that followed it.</summary>
    public const string Moved = "moved";

    /// <summary>A chain begins where another one was under way.</summary>
    public const string Begun = "begun";
}
