using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeStellar.Edge.TestKit.Cluster.Real;

/// <summary>A real kube-apiserver over a real etcd, both on loopback, with RBAC on and ServiceAccount admission off (Pods need no service account).</summary>
public sealed class RealApiServer : ApiServer
{
    private const int Users = 64;
    private const int Attempts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly bool _controllers;
    private readonly int _port = FreePort();
    private readonly int _etcdPort = FreePort();
    private readonly int _etcdPeerPort = FreePort();
    private Child? _etcd;
    private Child? _server;
    private Child? _manager;
    private string _version = "";

    private RealApiServer(bool controllers, TimeProvider time)
        : base(time) => _controllers = controllers;

    /// <inheritdoc/>
    public override string Name => "real";

    /// <inheritdoc/>
    public override Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}"));

    /// <inheritdoc/>
    public override string Version => _version;

    /// <inheritdoc/>
    public override bool HasControllers => _controllers;

    /// <summary>Starts one; <see cref="Assets.Missing"/> must be null.</summary>
    /// <param name="token">Gives up.</param>
    /// <param name="controllers">Start kube-controller-manager beside it, which finishes namespaces, collects garbage and makes Pods of Deployments.</param>
    public static async Task<RealApiServer> NewAsync(CancellationToken token, bool controllers = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new RealApiServer(controllers, TimeProvider.System);
            try
            {
                await server.PrepareAsync(token);
                await server.StartAsync(token);
                server.WriteKubeconfig(server.Kubeconfig, AdminCredentials);
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // Somebody else took one of its ports between the choice and the start.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken token)
    {
        var pair = ServerCa.Server();
        await File.WriteAllTextAsync(Folder["server.crt"], pair.Certificate, token);
        await File.WriteAllTextAsync(Folder["server.key"], pair.Key, token);
        _server = await Child.StartAsync(Folder["kube-apiserver.log"], Program("kube-apiserver"), ServerArguments(), token);
        await ReadyAsync(_server, token);
        _version = (string)(await Admin.GetAsync("/version", token)).Ok()["gitVersion"]!;
        if (_controllers)
        {
            WriteKubeconfig(Folder["manager.kubeconfig"], AdminCredentials);
            _manager = await Child.StartAsync(Folder["kube-controller-manager.log"], Program("kube-controller-manager"), ManagerArguments(), token);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken token)
    {
        foreach (var child in new[] { _manager, _server })
        {
            if (child is not null)
                await child.KillAsync(token);
            child?.Dispose();
        }

        _manager = _server = null;
    }

    /// <inheritdoc/>
    public override async Task SetReadOnlyAsync(bool on, CancellationToken token) =>
        await EtcdAsync("/v3/maintenance/alarm", $$"""{"action":"{{(on ? "ACTIVATE" : "DEACTIVATE")}}","alarm":"NOSPACE"}""", token);

    /// <summary>etcd forgets its history, and the server the changes that it keeps in memory.</summary>
    public override async Task CompactAsync(CancellationToken token)
    {
        var found = await EtcdAsync("/v3/kv/range", """{"key":"AA==","count_only":true}""", token);
        await EtcdAsync("/v3/kv/compaction", $$"""{"revision":"{{(string)found["header"]!["revision"]!}}","physical":true}""", token);
        await RestartAsync(token);
    }

    /// <summary>Kills etcd alone; the server stays and answers what it can. <see cref="StartEtcdAsync"/> brings it back.</summary>
    public async Task StopEtcdAsync(CancellationToken token)
    {
        await _etcd!.KillAsync(token);
        _etcd.Dispose();
    }

    /// <summary>Starts etcd again with its data.</summary>
    public async Task StartEtcdAsync(CancellationToken token) => _etcd = await Child.StartAsync(Folder["etcd.log"], Program("etcd"), EtcdArguments(), token);

    /// <inheritdoc/>
    protected override async Task EndAsync()
    {
        await StopAsync(CancellationToken.None);
        if (_etcd is not null)
            await _etcd.KillAsync(CancellationToken.None);
        _etcd?.Dispose();
    }

    private string EtcdUrl => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_etcdPort}");

    // etcd's own HTTP gateway: https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/ .
    private async Task<JsonObject> EtcdAsync(string path, string body, CancellationToken token)
    {
        using var http = new HttpClient { BaseAddress = new Uri(EtcdUrl) };
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, token);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonObject>(token))!;
    }

    private async Task PrepareAsync(CancellationToken token)
    {
        using var key = RSA.Create(2048);
        await File.WriteAllTextAsync(Folder["sa.key"], key.ExportRSAPrivateKeyPem(), token);
        await File.WriteAllTextAsync(Folder["sa.pub"], key.ExportSubjectPublicKeyInfoPem(), token);
        await File.WriteAllTextAsync(Folder["users.crt"], UserCa.Pem, token);
        var lines = new StringBuilder($"{AdminCredentials.Token},admin,admin,system:masters\n");
        for (var i = 0; i < Users; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{TokenOf($"u{i}")},u{i},u{i}\n");
        await File.WriteAllTextAsync(Folder["tokens.csv"], lines.ToString(), token);
        await StartEtcdAsync(token);
    }

    private async Task ReadyAsync(Child child, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(Patience, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        while (true)
        {
            if (child.HasExited)
                throw new InvalidOperationException($"kube-apiserver ended:\n{child.Tail}\netcd:\n{_etcd!.Tail}");
            try
            {
                if ((await Admin.GetAsync("/readyz", both.Token)).Status == 200)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException e) when (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"kube-apiserver did not become ready:\n{child.Tail}", e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, token);
        }
    }

    private string[] EtcdArguments() =>
    [
        "--data-dir", Folder["etcd"], "--listen-client-urls", EtcdUrl, "--advertise-client-urls", EtcdUrl,
        "--listen-peer-urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_etcdPeerPort}"), "--unsafe-no-fsync",
    ];

    private string[] ServerArguments() =>
    [
        "--etcd-servers=" + EtcdUrl, "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + Folder["sa.pub"], "--service-account-signing-key-file=" + Folder["sa.key"],
        "--service-cluster-ip-range=10.0.0.0/16", string.Create(CultureInfo.InvariantCulture, $"--secure-port={_port}"), "--bind-address=127.0.0.1",
        "--cert-dir=" + Folder["certs"], "--tls-cert-file=" + Folder["server.crt"], "--tls-private-key-file=" + Folder["server.key"],
        "--client-ca-file=" + Folder["users.crt"], "--authorization-mode=RBAC", "--token-auth-file=" + Folder["tokens.csv"], "--disable-admission-plugins=ServiceAccount",
    ];

    private string[] ManagerArguments() =>
    [
        "--kubeconfig=" + Folder["manager.kubeconfig"], "--leader-elect=false", "--secure-port=0", "--use-service-account-credentials=false",
        "--service-account-private-key-file=" + Folder["sa.key"], "--controllers=*,-nodeipam,-route,-service-lb-controller,-cloud-node-lifecycle",
    ];

    private static string Program(string name) => Assets.Find(name) ?? throw new InvalidOperationException(Assets.Missing ?? $"KUBEBUILDER_ASSETS has no {name}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
