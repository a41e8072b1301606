using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>Keeps what an edge knows of itself as long as the process runs: for compositions without a store of it.</summary>
internal sealed class PassingSelf(EdgeSelf first) : IEdgeSelf
{
    private readonly Lock _gate = new();
    private EdgeSelf _now = first;

    public EdgeSelf Now => Volatile.Read(ref _now);

    public void Change(Func<EdgeSelf, EdgeSelf> change)
    {
        lock (_gate)
        {
            _now = change(_now);
        }
    }
}
