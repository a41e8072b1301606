using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>A source that does nothing by itself.</summary>
internal sealed class FakeSource(string id, string workspace = "default") : ISource
{
    public string Id => id;

    public string Workspace => workspace;

    public int Confirmations { get; private set; }

    public Task RunAsync(ISourceFeed feed, CancellationToken token) => Task.CompletedTask;

    public void Confirm() => Confirmations++;
}
