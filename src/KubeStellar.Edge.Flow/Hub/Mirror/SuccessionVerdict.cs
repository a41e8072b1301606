namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>From whom a hub goes on.</summary>
/// <param name="IsSuccessor">From another hub, whose buckets count as they are; this one's mirror is made anew from them.</param>
/// <param name="Reason">Not empty: what a person has to look at first.</param>
internal readonly record struct SuccessionVerdict(bool IsSuccessor, string Reason)
{
    /// <summary>From itself: its mirror counts.</summary>
    internal static SuccessionVerdict Own => new(false, "");

    /// <summary>From another hub.</summary>
    internal static SuccessionVerdict Successor => new(true, "");

    /// <summary>Nobody can say what counts.</summary>
    internal static SuccessionVerdict Hold(string reason) => new(false, reason);
}
