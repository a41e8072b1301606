namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>How an edge below a region is named at the hubs above: <c>region/edge</c>, through any number of regions; <c>region/</c> is all edges of the region. No edge's id has a slash. Pure.</summary>
internal static class EdgePath
{
    /// <summary>The first region of a path, and the path from there; null when it names no region.</summary>
    public static (string Region, string Below)? Split(string edge)
    {
        var slash = edge.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : (edge[..slash], edge[(slash + 1)..]);
    }

    /// <summary>A name that a region uses, as it is at the hub above.</summary>
    public static string Join(string region, string edge) => $"{region}/{edge}";
}
