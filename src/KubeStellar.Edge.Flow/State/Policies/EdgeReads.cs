namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>
/// What a policy's function read of edges: an edge of which none of this changed has the same answer. A path is <c>id</c>, <c>taints</c>, <c>labels/NAME</c>,
/// <c>properties/NAME</c>, or <c>labels</c> and <c>properties</c> when the names themselves were listed.
/// </summary>
/// <param name="All">It is not known: every change counts.</param>
/// <param name="Paths">The paths, when it is known.</param>
public sealed record EdgeReads(bool All, IReadOnlySet<string> Paths)
{
    /// <summary>Nothing is known, so every change counts.</summary>
    public static EdgeReads Everything { get; } = new(true, new HashSet<string>());

    /// <summary>Nothing was read.</summary>
    public static EdgeReads Nothing { get; } = new(false, new HashSet<string>());

    /// <summary>Whether a change of these paths can change the answer.</summary>
    public bool Touches(IReadOnlyCollection<string> changed)
    {
        foreach (var path in changed)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            if (All || Paths.Contains(path) || (slash > 0 && Paths.Contains(path[..slash])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Both.</summary>
    public EdgeReads With(EdgeReads other) => All || other.All ? Everything : new EdgeReads(false, new HashSet<string>(Paths.Concat(other.Paths), StringComparer.Ordinal));
}
