using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Things that lead back to themselves, all by way of the others.</summary>
/// <param name="Nodes">All of them.</param>
/// <param name="Next">What each leads to.</param>
/// <param name="What">What is wrong with that.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record LinkCircle(IReadOnlyList<LinkNode> Nodes, Func<LinkNode, IEnumerable<LinkNode>> Next, string What, string Remedy)
{
    private const int Shown = 10;

    /// <summary>The one that the search began with: a policy where there is one, else the first object in order.</summary>
    public LinkNode First => Nodes[0];

    /// <summary>The shortest way from one of them back to it, and what to say of it; of a long way its two ends.</summary>
    public (IReadOnlyList<LinkNode> Way, PolicyFault Fault) Through(LinkNode node)
    {
        var way = Circles.Way(node, Nodes, Next);
        IEnumerable<string> steps = way.Count <= Shown
            ? way.Select(step => step.ToString())
            : [.. way.Take(Shown / 2).Select(step => step.ToString()), $"... {way.Count - Shown:N0} more ...", .. way.Skip(way.Count - (Shown / 2)).Select(step => step.ToString())];
        return (way, new PolicyFault("DependencyCycle", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{What}: {string.Join(" -> ", steps.Append(way[0].ToString()))}; {Remedy}"), ""));
    }
}
