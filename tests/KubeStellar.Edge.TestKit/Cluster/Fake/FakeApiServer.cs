using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Admission;
using KubeStellar.Edge.TestKit.Cluster.Fake.Lifecycle;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace KubeStellar.Edge.TestKit.Cluster.Fake;

/// <summary>
/// A small API server in the test process, for where there is no real one. It passes <c>ApiServerContract</c>, which says what may be relied on.
/// Left out, among much else: strategic merge patch (415), protobuf and YAML, tables, OpenAPI, conversion between versions of a CRD (only the version's name changes),
/// defaulting, pruning, patterns and CEL of custom resources, schemas of built-in kinds (an unknown field is kept), most of their validation, webhooks behind services, quotas of
/// anything but numbers of objects, aggregation of ClusterRoles and escalation checks, priority and fairness (see <see cref="Proxy.FaultProxy"/>), strict field validation,
/// controllers other than those of namespaces and garbage, the scale, exec and log subresources, the end of tokens with time, other versions of a built-in kind than one,
/// compression. Nothing is kept on disk: data survive <see cref="ApiServer.RestartAsync"/>, not the process.
/// </summary>
public sealed class FakeApiServer : ApiServer
{
    private const int Users = 64;
    private readonly ObjectStore _store = new();
    private readonly Discovery.Discovery _discovery;
    private readonly Authenticator _authenticator;
    private readonly Watcher _watcher;
    private readonly Router _router;
    private readonly CrdController _crds;
    private readonly Garbage? _garbage;
    private readonly bool _tls;
    private WebApplication? _web;
    private int _port;
    private volatile bool _readOnly;

    private FakeApiServer(TimeProvider time, bool controllers, bool tls)
        : base(time)
    {
        _tls = tls;
        HasControllers = controllers;
        var catalog = new Catalog(_store);
        var authorizer = new Authorizer(_store);
        var births = new Births(_store, time);
        _authenticator = new Authenticator(UserCa, authorizer);
        _discovery = new Discovery.Discovery(_store, catalog);
        _watcher = new Watcher(_store, time);
        var chain = new AdmissionChain(Admission, new Webhooks(_store, time), new Quotas(_store));
        var remover = new Remover(_store, chain, births);
        _router = new Router(
            catalog, _authenticator, authorizer, _discovery, new Reader(_store), _watcher, new Writer(_store, chain, authorizer, births), remover, new Reviews(authorizer), new Tokens(_store, _authenticator));
        _store.Guard = () => _readOnly ? throw new Refusal(500, "", "etcdserver: mvcc: database space exceeded") : true;
        _crds = new CrdController(_store, remover, births, time);
        _garbage = controllers ? new Garbage(_store, catalog, remover) : null;
        _authenticator.Set(AdminCredentials.Token!, new ApiIdentity("admin", ["system:masters"]));
        for (var i = 0; i < Users; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"u{i}");
            _authenticator.Set(TokenOf(name), new ApiIdentity(name, []));
        }

        foreach (var name in new[] { "default", "kube-system", "kube-public", "kube-node-lease" })
        {
            var type = BuiltIn.Types[0];
            var space = births.Born(new JsonObject { ["kind"] = "Namespace", ["apiVersion"] = "v1", ["metadata"] = new JsonObject { ["name"] = name } }, new ApiRequest("create", "", "v1", "namespaces", "", name, "", Microsoft.AspNetCore.Http.QueryCollection.Empty), type);
            Defaults.Fill(type, space);
            _store.Write(_store["", "namespaces"], space, null);
        }
    }

    /// <inheritdoc/>
    public override string Name => "fake";

    /// <inheritdoc/>
    public override Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"{(_tls ? "https" : "http")}://127.0.0.1:{_port}"));

    /// <inheritdoc/>
    public override string Version => _discovery.Version;

    /// <inheritdoc/>
    public override bool HasControllers { get; }

    /// <summary>What happens before writes.</summary>
    public FakeAdmission Admission { get; } = new();

    /// <summary>Whether discovery gives everything at once where asked to, as since 1.30; without, it answers as older servers do.</summary>
    public bool AggregatedDiscovery
    {
        get => _discovery.Aggregates;
        set => _discovery.Aggregates = value;
    }

    /// <summary>Whether watches take <c>sendInitialEvents</c>, as since 1.32; without, it is refused as older servers do.</summary>
    public bool InitialEvents
    {
        get => _watcher.InitialEvents;
        set => _watcher.InitialEvents = value;
    }

    /// <summary>How long a CRD takes until it is established. Default: 20 ms.</summary>
    public TimeSpan EstablishAfter
    {
        get => _crds.After;
        set => _crds.After = value;
    }

    /// <summary>Starts one.</summary>
    /// <param name="token">Gives up.</param>
    /// <param name="controllers">Finish namespaces and collect garbage.</param>
    /// <param name="tls">Serve TLS; otherwise plain HTTP/1.1.</param>
    /// <param name="time">Clock of timestamps, bookmarks and timeouts; null for the system's.</param>
    public static async Task<FakeApiServer> NewAsync(CancellationToken token, bool controllers = false, bool tls = true, TimeProvider? time = null)
    {
        var server = new FakeApiServer(time ?? TimeProvider.System, controllers, tls);
        await server.StartAsync(token);
        server.WriteKubeconfig(server.Kubeconfig, AdminCredentials);
        return server;
    }

    /// <summary>The server's version is another from now on.</summary>
    public void Pretend(string version) => _discovery.Version = version;

    /// <summary>A token is known from now on, or no more (null user): a rotated or revoked one.</summary>
    public void SetToken(string token, string? user, params string[] groups) => _authenticator.Set(token, user is null ? null : new ApiIdentity(user, groups));

    /// <summary>Sends every watch that asked for bookmarks one.</summary>
    public void SendBookmarks() => _watcher.Bookmark();

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken token)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, _port, listen =>
            {
                if (_tls)
                    listen.UseHttps(Https());
                else
                    listen.Protocols = HttpProtocols.Http1;
            });
        });
        if (_tls)
            builder.WebHost.UseKestrelHttpsConfiguration();
        _web = builder.Build();
        _web.Run(_router.HandleAsync);
        await _web.StartAsync(token);
        _port = new Uri(_web.Urls.First()).Port;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken token)
    {
        if (_web is null)
            return;

        // A token that is cancelled already: connections are cut, not drained.
        await _web.StopAsync(new CancellationToken(true));
        await _web.DisposeAsync();
        _web = null;
    }

    /// <inheritdoc/>
    public override Task CompactAsync(CancellationToken token)
    {
        _store.Compact();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task SetReadOnlyAsync(bool on, CancellationToken token)
    {
        _readOnly = on;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await StopAsync(CancellationToken.None);
        _crds.Dispose();
        _garbage?.Dispose();
    }

    private HttpsConnectionAdapterOptions Https() => new()
    {
        ServerCertificate = ServerCa.Server().Load(),
        ClientCertificateMode = ClientCertificateMode.AllowCertificate,

        // Who it is, is decided by request, so that a refusal is a Status and no broken handshake.
        ClientCertificateValidation = (X509Certificate2 _, X509Chain? _, System.Net.Security.SslPolicyErrors _) => true,
    };
}
