using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What a policy's functions read of edges when they decided about one object.</summary>
/// <param name="Place">What <c>place</c> read.</param>
/// <param name="Choose">What <c>choose</c> read.</param>
/// <param name="Customize">What <c>customize</c> read.</param>
internal sealed record DecisionReads(EdgeReads Place, EdgeReads Choose, EdgeReads Customize)
{
    public static DecisionReads Nothing { get; } = new(EdgeReads.Nothing, EdgeReads.Nothing, EdgeReads.Nothing);

    /// <summary>All of it, and what others read.</summary>
    public EdgeReads All(EdgeReads others) => With(With(With(others, Place), Choose), Customize);

    /// <summary>Whether an edge's own answers may be others after such a change. What <c>choose</c> read concerns all edges at once.</summary>
    public bool Touches(EdgeChange change) => change.All || Place.Touches(change.Paths) || Customize.Touches(change.Paths);

    /// <summary>Whether the choice among the edges may be another after such a change.</summary>
    public bool TouchesChoice(EdgeChange change) => change.All || Choose.Touches(change.Paths);

    private static EdgeReads With(EdgeReads all, EdgeReads some) => all.All || (!some.All && some.Paths.All(all.Paths.Contains)) ? all : all.With(some);
}
