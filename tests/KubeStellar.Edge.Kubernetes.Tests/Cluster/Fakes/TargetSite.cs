using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;

/// <summary>An edge's target on an API server, and a namespace of its own to work in.</summary>
internal sealed class TargetSite : IDisposable
{
    private static int _count;
    private readonly List<KubernetesTarget> _targets = [];

    internal TargetSite(ApiServer server, string? kubeconfig = null)
    {
        var number = Interlocked.Increment(ref _count);
        (Server, Kubeconfig, Edge, Space) = (server, kubeconfig ?? server.Kubeconfig, $"edge-{number}", $"space-{number}");
        Target = Open();
    }

    internal ApiServer Server { get; }

    internal string Kubeconfig { get; set; }

    internal string Edge { get; }

    internal string Space { get; }

    internal ApiClient Admin => Server.Admin;

    internal KubernetesTarget Target { get; private set; }

    internal ClusterTimes Times { get; set; } = new();

    internal Dictionary<string, string> Impersonate { get; } = [];

    internal ILoggerFactory Logs { get; set; } = NullLoggerFactory.Instance;

    public void Dispose() => _targets.ForEach(target => target.Dispose());

    /// <summary>The target as a daemon finds it when it starts again.</summary>
    internal KubernetesTarget Open(string? edge = null, string hub = "hub-key")
    {
        var options = new KubernetesTargetOptions { Kubeconfig = Kubeconfig, Edge = edge ?? Edge, HubKey = hub, Impersonate = Impersonate };
        Target = KubernetesTargetFactory.Make(options, Times, new Random(7), TimeProvider.System, Logs);
        _targets.Add(Target);
        return Target;
    }

    /// <summary>A site with its namespace made.</summary>
    internal static async Task<TargetSite> NewAsync(IApiServerFixture fixture, string? kubeconfig = null)
    {
        var site = new TargetSite(await fixture.GetAsync(), kubeconfig);
        await site.SpaceAsync(site.Space);
        return site;
    }

    internal async Task SpaceAsync(string name) =>
        (await Admin.ApplyAsync(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } }, default, "test")).Ok();

    internal static string PathOf(ObjectKey key) =>
        ApiPath.Of(key.Group.Length == 0 ? "v1" : key.Group + "/v1", ApiPath.Plural(key.Kind), key.Namespace.Length == 0 ? null : key.Namespace, key.Name);

    /// <summary>A merge patch of one label or annotation; null takes it off.</summary>
    internal static string Patch(string map, string name, string? value) =>
        new JsonObject { ["metadata"] = new JsonObject { [map] = new JsonObject { [name] = value } } }.ToJsonString();

    internal ObjectKey Key(string kind, string name, string group = "") => new(group, kind, Space, name);

    /// <summary>A wanted object from JSON with <c>SPACE</c> for the namespace.</summary>
    internal TargetObject Wanted(string json, ApplyRules? rules = null, string policy = "default.p")
    {
        var bytes = Contracts.Json.CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(json.Replace("SPACE", Space, StringComparison.Ordinal)));
        var key = ObjectKey.OfObject(Contracts.Json.CanonicalJson.Parse(bytes));
        return new TargetObject(PolicyKey.Parse(policy), new ManifestEntry(key, Digest.Of(bytes)) { Rules = rules }, bytes);
    }

    internal TargetObject ConfigMap(string name, string value, ApplyRules? rules = null) =>
        Wanted($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"SPACE"},"data":{"v":"{{{value}}}"}}""", rules);

    internal static TrackedObject Line(TargetObject wanted, bool applied = false) =>
        new(wanted.Entry.Key, wanted.Policy, applied ? wanted.Entry.Content : default, wanted.Entry.Prune) { Propagation = wanted.Entry.Rules?.Propagation ?? Propagation.Background };

    /// <summary>Applies it as the flow does for the first time.</summary>
    internal Task<TargetOutcome> ApplyAsync(TargetObject wanted, bool before = false) => Target.ApplyAsync(wanted, Line(wanted, before), default);

    internal Task<TargetState> ObserveAsync(TargetObject wanted) => Target.ObserveAsync(wanted, default);

    internal Task<TargetOutcome> RemoveAsync(TargetObject wanted) => Target.RemoveAsync(Line(wanted, applied: true), default);

    /// <summary>Somebody does something to an object, and the target's watch has told so.</summary>
    internal async Task<JsonObject> SeenAsync(ObjectKey key, Func<Task<ApiAnswer>> change)
    {
        var answer = (await change()).Ok();
        await SettleAsync(key, (string?)answer["metadata"]?["resourceVersion"]);
        return answer;
    }

    /// <summary>Tries until it is so, as the flow does.</summary>
    internal static async Task<T> UntilAsync<T>(Func<Task<T>> step, Func<T, bool> done)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        T last;
        while (!done(last = await step()))
        {
            Assert.False(limit.IsCancellationRequested, $"it stayed {last}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }

        return last;
    }

    /// <summary>Waits until the target's watch knows a version of an object, or that it is gone (null).</summary>
    internal async Task SettleAsync(ObjectKey key, string? version)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        if (Target.Cluster.Watches.Find(key.Group, key.Kind) is not { } watch)
            return;
        var space = key.Namespace;
        while (true)
        {
            var next = watch.NextAsync();
            var known = watch.Get(space, key.Name);
            if (version is null ? known is null : known is null || !ResourceVersions.IsOlder(known.ResourceVersion, version))
                return;
            await next.WaitAsync(limit.Token);
        }
    }
}
