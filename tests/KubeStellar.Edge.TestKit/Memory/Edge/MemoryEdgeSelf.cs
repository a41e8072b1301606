using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>What an edge knows of itself, in memory.</summary>
public sealed class MemoryEdgeSelf(Fault fault) : IEdgeSelf
{
    private readonly Lock _gate = new();

    public EdgeSelf Now { get; private set; } = EdgeSelf.None;

    public void Change(Func<EdgeSelf, EdgeSelf> change)
    {
        fault.Step("self.change");
        lock (_gate)
        {
            Now = change(Now);
        }
    }
}
