using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Proxy;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;

/// <summary>A site that reaches its server through a proxy that breaks what a test wants broken.</summary>
internal sealed class ProxiedSite : IAsyncDisposable
{
    private readonly bool _own;

    private ProxiedSite(ApiServer server, FaultProxy proxy, TargetSite site, bool own) => (Server, Proxy, Site, _own) = (server, proxy, site, own);

    internal ApiServer Server { get; }

    internal FaultProxy Proxy { get; }

    internal TargetSite Site { get; }

    /// <param name="fixture">Gives the server.</param>
    /// <param name="times">Times of the target; null for the usual.</param>
    /// <param name="own">A server of its own, to restart and the like.</param>
    internal static async Task<ProxiedSite> NewAsync(IApiServerFixture fixture, ClusterTimes? times = null, bool own = false)
    {
        var server = own ? await fixture.NewAsync(default) : await fixture.GetAsync();
        var proxy = await FaultProxy.NewAsync(server, default);
        var path = server.Folder[$"proxy-{Guid.NewGuid():N}.kubeconfig"];
        proxy.WriteKubeconfig(path, ApiServer.AdminCredentials);
        var site = new TargetSite(server, path);
        await site.SpaceAsync(site.Space);
        if (times is not null)
        {
            site.Times = times;
            site.Open();
        }

        return new ProxiedSite(server, proxy, site, own);
    }

    public async ValueTask DisposeAsync()
    {
        Site.Dispose();
        await Proxy.DisposeAsync();
        if (_own)
            await Server.DisposeAsync();
    }
}
