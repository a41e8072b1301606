using System.Globalization;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>A hub and one edge, both real processes, with a tap between them; the edge has so many objects.</summary>
internal sealed class RecoverySite : IAsyncDisposable
{
    /// <summary>Id of the edge.</summary>
    public const string Id = "store-1";

    private readonly NatsTap _tap = new();
    private readonly int _objects;

    private RecoverySite(int objects) => _objects = objects;

    public Fleet Fleet { get; } = new();

    public HubClient Client { get; private set; } = null!;

    public KseProcess Hub { get; private set; } = null!;

    public KseProcess Edge { get; private set; } = null!;

    public int Objects => _objects;

    public NatsTap Tap => _tap;

    public static async Task<RecoverySite> StartAsync(int objects, CancellationToken token)
    {
        var site = new RecoverySite(objects);
        site.Hub = await site.Fleet.StartHubAsync(token, "--advertise", site._tap.Url);
        site.Client = await HubClient.ConnectAsync(site.Fleet);
        site._tap.To(new Uri(await HubClient.UrlAsync(site.Fleet)).Port);
        await site.StartEdgeAsync(await site.Fleet.TokenAsync(token, "kind=store"), token);
        await site.Client.ApplyPolicyAsync("everything", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "everything.js"), token);
        await site.Client.ApplyAsync(token, [.. Enumerable.Range(0, objects).Select(BenchObjects.ConfigMap)]);
        (await site.Fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "120s")).Ok();
        return site;
    }

    /// <summary>Starts the edge at the heartbeat that is the default; waits until it runs.</summary>
    public async Task StartEdgeAsync(string? join, CancellationToken token) => Edge = await Fleet.StartEdgeAsync(Id, join, token, "--heartbeat", "30s");

    /// <summary>One edit of one object, in a request of its own.</summary>
    public Task EditAsync(int number, string edition, CancellationToken token) => Client.ApplyAsync(token, BenchObjects.ConfigMap(number % _objects, edition));

    /// <summary>The text by which an edition is known in a file.</summary>
    public static string Edition(int number) => string.Create(CultureInfo.InvariantCulture, $" edition-{number}-");

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
            await Client.DisposeAsync();
        await Fleet.DisposeAsync();
        await _tap.DisposeAsync();
    }
}
