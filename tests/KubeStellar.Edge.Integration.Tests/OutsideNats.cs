using System.Net;
using System.Net.Sockets;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.TestKit.Processes;
using NATS.NKeys;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>
/// A nats-server that is not the hub's: operator, account and user as somebody made them with nsc, accounts in the configuration (memory resolver),
/// and the files that the hub is given. It is gone when the test is.
/// </summary>
internal sealed class OutsideNats : IAsyncDisposable
{
    private const string Name = "outside";
    private readonly ServerProcess _server;
    private readonly List<ServerProcess> _leaves = [];
    private readonly Keys _keys;

    private OutsideNats(ServerProcess server, string url, Keys keys, IReadOnlyList<string> hub, IReadOnlyList<string> other)
    {
        _server = server;
        _keys = keys;
        Url = url;
        HubOptions = hub;
        OtherHubOptions = other;
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>What <c>kse hub</c> is told.</summary>
    public IReadOnlyList<string> HubOptions { get; }

    /// <summary>What another hub is told, which has an account of its own of the same operator on this server.</summary>
    public IReadOnlyList<string> OtherHubOptions { get; }

    /// <summary>A key of that other account.</summary>
    public string StrangersKey => OtherHubOptions[5];

    /// <param name="fleet">Files go below its folder.</param>
    /// <param name="signingKey">Give the hub a signing key of the account instead of the account's own.</param>
    /// <param name="token">Cancels.</param>
    public static async Task<OutsideNats> StartAsync(Fleet fleet, bool signingKey, CancellationToken token)
    {
        var folder = Directory.CreateDirectory(fleet.Folder["outside"]).FullName;
        using var operatorKey = KeyPair.CreatePair(PrefixByte.Operator);
        using var system = KeyPair.CreatePair(PrefixByte.Account);
        using var account = KeyPair.CreatePair(PrefixByte.Account);
        using var signing = KeyPair.CreatePair(PrefixByte.Account);
        using var stranger = KeyPair.CreatePair(PrefixByte.Account);
        var operatorJwt = NatsJwt.Encode(
            new() { Name = "outside", Subject = operatorKey.GetPublicKey(), Body = new() { SystemAccount = system.GetPublicKey() } }, NatsJwt.Operator, operatorKey, TimeProvider.System);
        var accounts = string.Join('\n', new[]
        {
            Account(system, new AccountLimits(), [], operatorKey),
            Account(account, AccountLimits.JetStream, [signing.GetPublicKey()], operatorKey),
            Account(stranger, AccountLimits.JetStream, [], operatorKey),
        });
        var keys = new Keys(folder, operatorJwt, system.GetPublicKey(), accounts, account.GetPublicKey(), FreePort());
        var (server, url) = await ServeAsync(Name, folder, keys, $"leafnodes {{ host: 127.0.0.1, port: {keys.LeafPort} }}", token);
        return new OutsideNats(server, url, keys, Options(folder, "hub", url, account, signingKey ? signing : account), Options(folder, "stranger", url, stranger, stranger));
    }

    /// <summary>
    /// A server of a site, with a JetStream domain of its own and the same operator. In the hub's account it is a leaf of this server, with a user that may do no more than one
    /// edge; the other account is its own. Returns its URL, and what the other hub is told to use it.
    /// </summary>
    public async Task<(string Url, IReadOnlyList<string> OtherHubOptions)> StartLeafAsync(string edge, CancellationToken token)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_keys.Folder, "leaf")).FullName;
        using var hub = KeyPair.FromSeed((await File.ReadAllTextAsync(HubOptions[5], token)).Trim());
        using var user = KeyPair.CreatePair(PrefixByte.User);
        var creds = Path.Combine(folder, "leaf.creds");
        new UserCredentials(new UserMint(new AccountSigner(_keys.Account, () => hub), TimeProvider.System).Edge(edge, user.GetPublicKey()), user.GetSeed()).Save(creds);
        var (server, url) = await ServeAsync(
            "leaf", folder, _keys, $"leafnodes {{ remotes: [ {{ url: \"nats-leaf://127.0.0.1:{_keys.LeafPort}\", account: {_keys.Account}, credentials: \"{creds}\" }} ] }}", token, "domain: site, ");
        _leaves.Add(server);
        return (url, ["--nats", url, .. OtherHubOptions.Skip(2)]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in (ServerProcess[])[.. _leaves, _server])
        {
            await server.StopAsync();
            server.Dispose();
        }
    }

    private static async Task<(ServerProcess Server, string Url)> ServeAsync(string name, string folder, Keys keys, string leafnodes, CancellationToken token, string domain = "")
    {
        var port = FreePort();
        var configuration = Path.Combine(folder, "nats-server.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            server_name: {{name}}
            host: 127.0.0.1
            port: {{port}}
            operator: {{keys.Operator}}
            system_account: {{keys.System}}

            # As the hub's own: where processes start at once, one that signs its first nonce may take longer than the server's two seconds.
            authorization: { timeout: 30 }
            resolver: MEMORY
            resolver_preload: {
            {{keys.Accounts}}
            }
            {{leafnodes}}
            jetstream: { {{domain}}store_dir: "{{folder}}/jetstream" }
            log_file: "{{folder}}/nats-server.log"
            """,
            token);
        var binary = await NatsServerBinary.FindAsync(null, token);
        var server = ServerProcess.Start(binary.Path, configuration, TimeSpan.FromSeconds(5), _ => { });
        await ServerProbe.WaitAsync("127.0.0.1", port, name, TimeProvider.System, token);
        return (server, $"nats://127.0.0.1:{port}");
    }

    private static IReadOnlyList<string> Options(string folder, string name, string url, KeyPair account, KeyPair key)
    {
        var creds = Path.Combine(folder, name + ".creds");
        new UserMint(new AccountSigner(account.GetPublicKey(), () => account), TimeProvider.System).Hub().Save(creds);
        return ["--nats", url, "--creds", creds, "--account-key", Seed(folder, name + ".nk", key)];
    }

    private static string Account(KeyPair key, AccountLimits limits, IReadOnlyList<string> signing, KeyPair issuer) =>
        $"{key.GetPublicKey()}: " + NatsJwt.Encode(
            new() { Name = key.GetPublicKey()[..8], Subject = key.GetPublicKey(), Body = new() { Limits = limits, SigningKeys = signing } }, NatsJwt.Account, issuer, TimeProvider.System);

    private static string Seed(string folder, string name, KeyPair key)
    {
        SecretFiles.Write(Path.Combine(folder, name), key.GetSeed() + "\n");
        return Path.Combine(folder, name);
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private sealed record Keys(string Folder, string Operator, string System, string Accounts, string Account, int LeafPort);
}
