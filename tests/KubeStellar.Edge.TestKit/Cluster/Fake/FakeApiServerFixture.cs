using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Fake;

/// <summary>One fake server for all tests that share it; each test keeps to a namespace of its own.</summary>
public sealed class FakeApiServerFixture : IApiServerFixture, IAsyncLifetime
{
    private readonly Lazy<Task<ApiServer>> _server = new(async () => await FakeApiServer.NewAsync(CancellationToken.None));

    /// <inheritdoc/>
    public Task<ApiServer> GetAsync() => _server.Value;

    /// <inheritdoc/>
    public async Task<ApiServer> NewAsync(CancellationToken token, bool controllers = false) => await FakeApiServer.NewAsync(token, controllers);

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
