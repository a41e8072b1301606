using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>An API server (the real one where <c>KUBEBUILDER_ASSETS</c> names it), a proxy in front of it that counts, a hub, and one edge whose target it is.</summary>
internal sealed class KubeWorld : IAsyncDisposable
{
    private KubeWorld(ApiServer server, FaultProxy proxy, Fleet fleet, KseProcess edge, HubClient client)
    {
        (Server, Proxy, Fleet, Edge, Client) = (server, proxy, fleet, edge, client);
    }

    public ApiServer Server { get; }

    public FaultProxy Proxy { get; }

    public Fleet Fleet { get; }

    public KseProcess Edge { get; private set; }

    public HubClient Client { get; }

    private string Target => "kubernetes:" + Fleet.Folder["kubeconfig"];

    public static async Task<KubeWorld> StartAsync(CancellationToken token, params string[] namespaces)
    {
        ApiServer server = Assets.Missing is null ? await RealApiServer.NewAsync(token) : await FakeApiServer.NewAsync(token);
        var proxy = await FaultProxy.NewAsync(server, token);
        var fleet = new Fleet();
        foreach (var name in namespaces)
            (await server.Admin.CreateAsync(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }, token)).Ok();
        proxy.WriteKubeconfig(fleet.Folder["kubeconfig"], ApiServer.AdminCredentials);
        await fleet.StartHubAsync(token);
        var join = await fleet.TokenAsync(token, "kind=store", "size=large");
        var edge = await fleet.StartEdgeAsync("store-1", join, token, "--heartbeat", "30s", "--target", "kubernetes:" + fleet.Folder["kubeconfig"]);
        return new KubeWorld(server, proxy, fleet, edge, await HubClient.ConnectAsync(fleet));
    }

    /// <summary>Kills the edge and starts it again.</summary>
    public async Task RestartEdgeAsync(CancellationToken token)
    {
        await Edge.KillAsync(token);
        Edge = await Fleet.StartEdgeAsync("store-1", null, token, "--heartbeat", "30s", "--target", Target);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Fleet.DisposeAsync();
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
