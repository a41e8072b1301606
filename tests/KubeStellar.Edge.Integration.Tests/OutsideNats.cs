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

    private OutsideNats(ServerProcess server, string url, IReadOnlyList<string> hub, string strangersKey)
    {
        _server = server;
        Url = url;
        HubOptions = hub;
        StrangersKey = strangersKey;
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>What <c>kse hub</c> is told.</summary>
    public IReadOnlyList<string> HubOptions { get; }

    /// <summary>A key of another account of the same operator.</summary>
    public string StrangersKey { get; }

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
        var port = FreePort();
        var configuration = Path.Combine(folder, "nats-server.conf");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            server_name: {{Name}}
            host: 127.0.0.1
            port: {{port}}
            operator: {{operatorJwt}}
            system_account: {{system.GetPublicKey()}}
            resolver: MEMORY
            resolver_preload: {
            {{accounts}}
            }
            jetstream: { store_dir: "{{folder}}/jetstream" }
            log_file: "{{folder}}/nats-server.log"
            """,
            token);
        var creds = Path.Combine(folder, "hub.creds");
        new UserMint(new AccountSigner(account.GetPublicKey(), account), TimeProvider.System).Hub().Save(creds);
        var seed = Seed(folder, "account.nk", signingKey ? signing : account);
        var binary = await NatsServerBinary.FindAsync(null, token);
        var server = ServerProcess.Start(binary.Path, configuration, TimeSpan.FromSeconds(5), _ => { });
        await ServerProbe.WaitAsync("127.0.0.1", port, Name, TimeProvider.System, token);
        var url = $"nats://127.0.0.1:{port}";
        return new OutsideNats(server, url, ["--nats", url, "--creds", creds, "--account-key", seed], Seed(folder, "stranger.nk", stranger));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        _server.Dispose();
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
}
