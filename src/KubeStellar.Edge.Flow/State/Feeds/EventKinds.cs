namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>Kinds of events, as people ask for them. Pure.</summary>
internal static class EventKinds
{
    /// <summary>Whether a kind is the one that is wanted, or begins with its words.</summary>
    internal static bool Is(string kind, string wanted)
    {
        var stem = wanted.TrimEnd('*').TrimEnd('.');
        return kind == stem || kind.StartsWith(stem + ".", StringComparison.Ordinal);
    }
}
