namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>The source that a region's parent is.</summary>
internal static class ParentSource
{
    /// <summary>Named in records that came from the parent (<c>source</c>), listings and events.</summary>
    public const string Id = "parent";

    /// <summary>Orders of a parent's policies, which count from 1, lie below all of this hub's own: what the parent brought is older than whatever people apply here.</summary>
    public static long OrderOf(long order) => order - (1L << 40);
}
