using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Kubernetes.Source;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Fakes;

/// <summary>A source on an API server, with a namespace and a label of its own, so that tests share the server.</summary>
internal sealed class SourceSite(ApiServer server) : IAsyncDisposable
{
    private static int _count;
    private readonly int _number = Interlocked.Increment(ref _count);
    private CancellationTokenSource _end = new();
    private KubernetesSource? _source;
    private Task _run = Task.CompletedTask;

    public MemoryFeed Feed { get; init; } = new();

    public ApiClient Admin => server.Admin;

    public string Space => $"source-{_number}";

    public string Label => $"test-{_number}";

    public static CancellationToken Patience { get; } = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token).Token;

    /// <summary>A site with its namespace made and the custom resource known.</summary>
    public static async Task<SourceSite> NewAsync(ApiServer server, MemoryFeed? feed = null)
    {
        var site = new SourceSite(server) { Feed = feed ?? new MemoryFeed() };
        (await site.Admin.ApplyAsync(JsonNode.Parse($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{site.Space}}}"}}""")!.AsObject(), Patience, "test")).Ok();
        return site;
    }

    /// <summary>Starts it.</summary>
    public void Start(string? kubeconfig = null, string? selector = null, params string[] namespaces)
    {
        _source = new KubernetesSource(
            new KubernetesSourceOptions { Id = "kubernetes", Workspace = "default", Kubeconfig = kubeconfig ?? server.Kubeconfig, Selector = selector ?? $"{Label}=yes", Namespaces = namespaces },
            NullLoggerFactory.Instance, new Random(7), TimeProvider.System);
        var end = _end.Token;
        _run = Task.Run(() => _source.RunAsync(Feed, end), Patience);
    }

    /// <summary>Another process of the hub, with the same feed; what is to stand in statuses is another from its start on.</summary>
    public async Task RestartAsync(string? kubeconfig, IReadOnlyList<BackStatus> back)
    {
        await StopAsync();
        _end.Dispose();
        _end = new CancellationTokenSource();
        Feed.Back = back;
        Start(kubeconfig);
    }

    public void Confirm() => _source!.Confirm();

    public ObjectKey Map(string name) => new("", "ConfigMap", Space, name);

    /// <summary>Writes an object of this site.</summary>
    /// <param name="apiVersion">Version.</param>
    /// <param name="kind">Kind.</param>
    /// <param name="name">Name.</param>
    /// <param name="members">Its other members, as JSON.</param>
    /// <param name="labelled">Whether it carries the site's label.</param>
    /// <param name="metadata">More members of its metadata, as JSON.</param>
    public async Task PutAsync(string apiVersion, string kind, string name, string members, bool labelled = true, string metadata = "{}")
    {
        var body = JsonNode.Parse(members)!.AsObject();
        var meta = JsonNode.Parse(metadata)!.AsObject();
        (body["apiVersion"], body["kind"], body["metadata"]) = (apiVersion, kind, meta);
        (meta["name"], meta["namespace"]) = (name, Space);
        if (labelled)
            meta["labels"] = new JsonObject { [Label] = "yes" };
        (await Admin.ApplyAsync(body, Patience, "people", force: true)).Ok();
    }

    /// <summary>A ConfigMap.</summary>
    public Task MapAsync(string name, string value = "1", bool labelled = true) =>
        PutAsync("v1", "ConfigMap", name, new JsonObject { ["data"] = new JsonObject { ["value"] = value } }.ToJsonString(), labelled);

    public string PathOf(string resource, string name, string apiVersion = "v1") => ApiPath.Of(apiVersion, resource, Space, name);

    /// <summary>Waits until an object of the server is as wanted.</summary>
    public async Task<JsonObject> SeeAsync(string path, Func<JsonObject, bool> wanted)
    {
        while (true)
        {
            if (await Admin.FindAsync(path, Patience) is { } found && wanted(found))
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task StopAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _run;
        }
        catch (OperationCanceledException)
        {
            // Told to end.
        }

        _source?.Dispose();
        _source = null;
    }
}
