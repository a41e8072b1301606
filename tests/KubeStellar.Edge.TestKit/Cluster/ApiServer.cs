using System.Globalization;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.TestKit.Cluster;

/// <summary>
/// What a Kubernetes test asks of a server. Two hosts give it: <see cref="Real.RealApiServer"/> where <c>KUBEBUILDER_ASSETS</c> names the programs, and
/// <see cref="Fake.FakeApiServer"/> everywhere. Both pass <c>ApiServerContract</c>; where they differ the real one is right.
/// </summary>
public abstract class ApiServer : IAsyncDisposable
{
    private readonly List<ApiClient> _clients = [];
    private readonly Lazy<ApiClient> _admin;
    private int _users;

    /// <summary>A server that is not started yet.</summary>
    protected ApiServer(TimeProvider time)
    {
        Time = time;
        ServerCa = new TestCa("server", time);
        UserCa = new TestCa("users", time);
        _admin = new Lazy<ApiClient>(() => Client(AdminCredentials));
    }

    /// <summary><c>real</c> or <c>fake</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Its address, on loopback; stays the same over restarts.</summary>
    public abstract Uri Url { get; }

    /// <summary>The server's version, as <c>v1.31.0</c>.</summary>
    public abstract string Version { get; }

    /// <summary>
    /// Whether somebody finishes the deletion of namespaces and of what is deleted in the foreground, as kube-controller-manager does. Without, such objects stay until a
    /// test finishes them.
    /// </summary>
    public abstract bool HasControllers { get; }

    /// <summary>PEM of the authority that signed the server's certificate now.</summary>
    public string Authority => ServerCa.Pem;

    /// <summary>May do everything.</summary>
    public static ApiCredentials AdminCredentials { get; } = new(Token: "admin-token");

    /// <summary>A client that may do everything.</summary>
    public ApiClient Admin => _admin.Value;

    /// <summary>A kubeconfig file that may do everything. Written at the start; a test that rotates what is in it writes it again.</summary>
    public string Kubeconfig => Folder["admin.kubeconfig"];

    /// <summary>Files of this server.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>Signs the server's certificates.</summary>
    protected TestCa ServerCa { get; private set; }

    /// <summary>Signs certificates of users; never rotated.</summary>
    protected TestCa UserCa { get; }

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Kills it, as SIGKILL does: all connections are cut. Its data stay.</summary>
    public abstract Task StopAsync(CancellationToken token);

    /// <summary>Starts it again with the same data, address and credentials, and waits until it serves.</summary>
    public abstract Task StartAsync(CancellationToken token);

    /// <summary>Forgets all changes made until now: a watch that wants to go on from before gets 410. The real server is restarted for that.</summary>
    public abstract Task CompactAsync(CancellationToken token);

    /// <summary>The database takes no writes any more (etcd's alarm NOSPACE), or takes them again; removals and reads go on.</summary>
    public abstract Task SetReadOnlyAsync(bool on, CancellationToken token);

    /// <summary><see cref="StopAsync"/> and <see cref="StartAsync"/>.</summary>
    public async Task RestartAsync(CancellationToken token)
    {
        await StopAsync(token);
        await StartAsync(token);
    }

    /// <summary>Restarts it with a certificate of a new authority. Clients of this class follow; files written before name the old one until they are written again.</summary>
    public async Task RotateAuthorityAsync(CancellationToken token)
    {
        await StopAsync(token);
        ServerCa.Dispose();
        ServerCa = new TestCa("server", Time);
        await StartAsync(token);
    }

    /// <summary>
    /// A user who may do what the rules say and nothing else, by Roles and ClusterRoles of its own, in force when this returns. Names are <c>u0</c>, <c>u1</c>, ..., at most 64.
    /// </summary>
    public async Task<ApiUser> UserAsync(CancellationToken token, params ApiRule[] rules)
    {
        var user = User();
        for (var i = 0; i < rules.Length; i++)
            await GrantAsync(user, rules[i], string.Create(CultureInfo.InvariantCulture, $"{user.Name}-{i}"), token);
        return user;
    }

    /// <summary>A user who may do nothing yet.</summary>
    public ApiUser User()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"u{Interlocked.Increment(ref _users) - 1}");
        var credentials = new ApiCredentials(Token: TokenOf(name));
        var path = Folder[name + ".kubeconfig"];
        WriteKubeconfig(path, credentials);
        return new ApiUser(name, credentials, path, Client(credentials));
    }

    /// <summary>Lets a user do more, by a role and a binding of this name, and waits until the server says so too.</summary>
    public Task GrantAsync(ApiUser user, ApiRule rule, string role, CancellationToken token) =>
        Rights.GrantAsync(Admin, Time, user.Name, new JsonObject { ["apiGroup"] = Rights.Group, ["kind"] = "User", ["name"] = user.Name }, rule, role, token);

    /// <summary>A service account with a token that is good for an hour, and a folder as Pods have it. It may do what the rules say.</summary>
    public async Task<ServiceAccount> ServiceAccountAsync(string space, string name, CancellationToken token, params ApiRule[] rules)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space } };
        (await Admin.ApplyAsync(body, token, "test")).Ok();
        var user = $"system:serviceaccount:{space}:{name}";
        for (var i = 0; i < rules.Length; i++)
        {
            var subject = new JsonObject { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = space };
            await Rights.GrantAsync(Admin, Time, user, subject, rules[i], string.Create(CultureInfo.InvariantCulture, $"{space}-{name}-{i}"), token);
        }

        var secret = await ServiceAccountTokenAsync(space, name, token);
        var folder = Directory.CreateDirectory(Folder["serviceaccounts", space, name]).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), secret, token);
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.crt"), Authority, token);
        await File.WriteAllTextAsync(Path.Combine(folder, "namespace"), space, token);
        return new ServiceAccount(user, folder, secret, Client(new ApiCredentials(Token: secret)));
    }

    /// <summary>Another token of a service account. All of them end with the account.</summary>
    public async Task<string> ServiceAccountTokenAsync(string space, string name, CancellationToken token)
    {
        const string Request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}""";
        var answer = await Admin.SendAsync(HttpMethod.Post, ApiPath.Of("v1", "serviceaccounts", space, name, "token"), token, Request);
        return (string)answer.Ok()["status"]!["token"]!;
    }

    /// <summary>A quota that allows no more ConfigMaps in a namespace, in force when this returns.</summary>
    public async Task ExhaustQuotaAsync(string space, string quota, CancellationToken token)
    {
        const string Counts = """{"hard":{"count/configmaps":"0"},"used":{"count/configmaps":"0"}}""";
        var body = JsonNode.Parse("""{"apiVersion":"v1","kind":"ResourceQuota","spec":{"hard":{"count/configmaps":"0"}}}""")!.AsObject();
        body["metadata"] = new JsonObject { ["name"] = quota, ["namespace"] = space };
        (await Admin.CreateAsync(body, token)).Ok();
        (await Admin.StatusAsync(ApiPath.Of(body), Counts, token)).Ok();
        var probe = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "quota-probe", ["namespace"] = space } };
        while ((await Admin.CreateAsync(probe, token, query: "&dryRun=All")).Status != 403)
            await Task.Delay(TimeSpan.FromMilliseconds(20), Time, token);
    }

    /// <summary>A certificate for a user, who has the groups as organizations and is known until <paramref name="life"/> from now.</summary>
    public PemPair UserCertificate(string name, TimeSpan life, params string[] groups) => UserCa.User(name, life, groups);

    /// <summary>A client with other credentials, let go with the server.</summary>
    public ApiClient Client(ApiCredentials credentials)
    {
        var client = new ApiClient(Url, () => Authority, credentials);
        lock (_clients)
            _clients.Add(client);
        return client;
    }

    /// <summary>Writes a kubeconfig file with the authority of now.</summary>
    /// <param name="path">Where.</param>
    /// <param name="credentials">Who.</param>
    /// <param name="url">Another address, as a proxy's; null for the server's own.</param>
    /// <param name="authority">PEM of the authority there; null for the server's own.</param>
    public void WriteKubeconfig(string path, ApiCredentials credentials, Uri? url = null, string? authority = null) =>
        Credentials.Kubeconfig.Write(path, url ?? Url, authority ?? Authority, credentials);

    /// <summary>Does what the namespace controller does: empties a namespace that is being deleted, and lets go of it. Objects with finalizers stay, and so does the namespace.</summary>
    /// <returns>Whether it is gone.</returns>
    public async Task<bool> FinishNamespaceAsync(string name, CancellationToken token, params string[] collections)
    {
        foreach (var collection in collections)
            (await Admin.DeleteAsync(collection, token)).Ok();
        var path = ApiPath.Of("v1", "namespaces", null, name);
        foreach (var collection in collections)
        {
            if ((await Admin.GetAsync(collection, token)).Ok()["items"] is JsonArray { Count: > 0 })
                return false;
        }

        if (await Admin.FindAsync(path, token) is not { } body)
            return true;
        body["spec"]!["finalizers"] = new JsonArray();
        (await Admin.SendAsync(HttpMethod.Put, path + "/finalize", token, body.ToJsonString())).Ok();
        return await Admin.FindAsync(path, token) is null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var client in _clients)
            client.Dispose();
        ServerCa.Dispose();
        UserCa.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The token of a user that the server knows from its start.</summary>
    protected static string TokenOf(string name) => name + "-token";

    /// <summary>Lets go of everything.</summary>
    protected abstract Task EndAsync();
}
