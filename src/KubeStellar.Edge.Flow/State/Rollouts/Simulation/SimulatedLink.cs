using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>
/// How a simulated region follows its parent: it keeps the newest root that it accepted on its disk, takes from it what its own hub is to want and how far it may go, and tells
/// how far it is. Both hubs may die at any time; the link may be down for as long as it likes.
/// </summary>
internal sealed class SimulatedLink(SimulatedWorld above, SimulatedWorld inside, SimulatedEdge edge)
{
    private RegionRollout? _told;
    private bool _telling;

    /// <summary>The region as its parent knows it.</summary>
    public SimulatedEdge Edge { get; } = edge;

    /// <summary>The world of the parent.</summary>
    public SimulatedWorld Above { get; } = above;

    /// <summary>Whether the parent hears the region.</summary>
    public bool Up => Edge is { Out: false, Holds: false, Gone: false };

    /// <summary>Takes the newest root, if it is newer.</summary>
    public void Receive()
    {
        if (!Up || Above.Hub.RootOf(Edge.Record.Id) is not { } root || root.Version <= Edge.Follows)
        {
            return;
        }

        (Edge.Follows, Edge.Has) = (root.Version, root.Manifest);
        Ingest();
    }

    /// <summary>Hands in what the accepted root says; also after the hub died, whatever of it was handed in before.</summary>
    public void Ingest() => inside.In(TimeSpan.FromMilliseconds(inside.Random.Next(3000)), () =>
    {
        if (Edge.Has is { } manifest)
        {
            inside.Take(manifest);
        }
    });

    /// <summary>The region's hub counted.</summary>
    public void Tell(RegionRollout told)
    {
        if (!told.Equals(_told))
        {
            _told = told;
            Tell();
        }
    }

    /// <summary>Sends what is newest; lost while the link is down.</summary>
    public void Tell()
    {
        if (!_telling)
        {
            _telling = true;
            inside.In(TimeSpan.FromMilliseconds(inside.Random.Next(1000)), () =>
            {
                _telling = false;
                if (_told is { } told && Edge is { Out: false, Gone: false } && told.Manifest == (Edge.Has?.Digest ?? default(Digest)))
                {
                    Above.Hub.Hear(Edge.Record.Id, told);
                }
            });
        }
    }
}
