using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

internal sealed class RecordingObserver : IRootObserver
{
    public List<RootChange> Changes { get; } = [];

    public void RootsPublished(IReadOnlyList<RootChange> changes) => Changes.AddRange(changes);
}
