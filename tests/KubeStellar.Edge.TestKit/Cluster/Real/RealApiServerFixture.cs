using Xunit;

namespace KubeStellar.Edge.TestKit.Cluster.Real;

/// <summary>One real server for all tests that share it, started when the first asks; each test keeps to a namespace of its own. Without the programs whoever asks is skipped, and says why.</summary>
public sealed class RealApiServerFixture : IApiServerFixture, IAsyncLifetime
{
    private readonly Lazy<Task<ApiServer>> _server = new(async () => await RealApiServer.NewAsync(CancellationToken.None));

    /// <inheritdoc/>
    public Task<ApiServer> GetAsync()
    {
        Assert.SkipWhen(Assets.Missing is not null, Assets.Missing ?? "");
        return _server.Value;
    }

    /// <inheritdoc/>
    public async Task<ApiServer> NewAsync(CancellationToken token, bool controllers = false)
    {
        Assert.SkipWhen(Assets.Missing is not null, Assets.Missing ?? "");
        Assert.SkipWhen(controllers && Assets.Find("kube-controller-manager") is null, "KUBEBUILDER_ASSETS has no kube-controller-manager");
        return await RealApiServer.NewAsync(token, controllers);
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}
