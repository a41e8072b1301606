using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub, edges and the command line over TLS: real processes, a real nats-server.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task With_certificates_of_its_own_a_hub_is_joined_by_token_and_nothing_goes_in_the_clear()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await using var tap = Heard.Start();
        await fleet.StartHubAsync(token, "--tls", "--advertise", tap.Url("nats"));
        tap.To(await PortAsync(fleet, token));
        var join = await fleet.TokenAsync(token, "kind=store");
        Assert.Equal(tap.Url("tls"), JoinToken.Decode(join).HubUrls.Single());

        // The edge is told of the tap's address alone, and all it says passes there.
        var edge = await fleet.StartEdgeAsync("store-1", join, token);
        (await fleet.CliAsync(token, "apply", "-f", Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "planted-canary"))))).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("planted-canary", StringComparison.Ordinal), token);
        var heard = tap.Text;
        Assert.Contains("INFO {", heard, StringComparison.Ordinal);
        foreach (var secret in new[] { "planted-canary", "kse.up.store-1", "kse.down", "CONNECT {", "eyJ0eXAi" })
            Assert.DoesNotContain(secret, heard, StringComparison.Ordinal);

        // It comes back by what it pinned, without a token.
        await edge.StopAsync(token);
        await fleet.StartEdgeAsync("store-1", null, token);
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(fleet.HubState, "tls")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Who_does_not_know_the_CA_reads_why_it_gets_no_further()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--tls");
        var other = fleet.HubOf("other");
        await other.StartAsync(token, "--tls");
        using var foreign = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "other.json"], token));

        // The command line: another hub's CA, and none.
        var wrong = await fleet.CliAsync(token, "get", "edges", "--ca", foreign.RootElement.GetProperty("ca").GetString()!);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains("none of the CAs that are pinned here", wrong.Error, StringComparison.Ordinal);
        using var own = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "kse.json"], token));
        var url = own.RootElement.GetProperty("url").GetString()!;
        var none = await fleet.CliAsync(token, "get", "edges", "--server", url, "--creds", own.RootElement.GetProperty("creds").GetString()!);
        Assert.Contains("which this machine does not trust", none.Error, StringComparison.Ordinal);
        Assert.Contains("--ca FILE", none.Error, StringComparison.Ordinal);

        // An edge whose token names another CA, as a man in the middle would like it, waits and says why.
        var join = JoinToken.Decode(await fleet.TokenAsync(token, "kind=store"));
        var forged = (join with { CaPem = JoinToken.Decode(await other.TokenAsync(token, "kind=store")).CaPem }).Encode();
        var edge = fleet.LaunchEdge("store-1", forged);
        await edge.WaitForLineAsync("none of the CAs that are pinned here", token);
        Assert.DoesNotContain("store-1", (await fleet.CliAsync(token, "get", "edges", "-o", "name")).Ok(), StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task Certificates_of_somebody_else_are_renewed_under_a_running_fleet()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        using var ca = CertificateForge.Root(TimeProvider.System.GetUtcNow());
        Directory.CreateDirectory(fleet.Folder["certificates"]);
        await File.WriteAllTextAsync(fleet.Folder["certificates", "ca.pem"], ca.ExportCertificatePem(), token);
        WriteServer(fleet, ca);
        await fleet.StartHubAsync(
            token, "--tls-cert", fleet.Folder["certificates", "server.crt"], "--tls-key", fleet.Folder["certificates", "server.key"], "--tls-ca", fleet.Folder["certificates", "ca.pem"]);
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1, token);

        WriteServer(fleet, ca);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "meanwhile")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await fleet.Hub!.WaitForLineAsync("has a new certificate", token);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), f => f.Count == 1 && f.Values.Single().Contains("after", StringComparison.Ordinal), token);
        Assert.DoesNotContain(edge.Lines, line => line.Contains("connection to the hub's NATS is lost", StringComparison.Ordinal));
    }

    [SoakFact]
    public async Task A_new_CA_reaches_a_running_edge_and_one_that_was_away_follows()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--tls");
        var join = await fleet.TokenAsync(token, "kind=store");
        var first = JoinToken.Decode(join).CaPem!;
        await fleet.StartEdgeAsync("store-1", join, token);
        var away = await fleet.StartEdgeAsync("store-2", join, token);
        await away.StopAsync(token);
        await fleet.Hub!.StopAsync(token);

        await fleet.StartHubAsync(token, "--tls", "--tls-new-ca");
        var second = JoinToken.Decode(await fleet.TokenAsync(token, "kind=store")).CaPem!;
        Assert.NotEqual(first, second);
        await UntilPinnedAsync(fleet, "store-1", second, token);
        await fleet.StartEdgeAsync("store-2", null, token);
        await UntilPinnedAsync(fleet, "store-2", second, token);
        (await fleet.CliAsync(token, "wait", "--for=reachable=2", "--timeout", "60s")).Ok();
    }

    [SoakFact]
    public async Task With_client_certificates_only_a_device_that_shows_one_gets_so_far_as_to_ask()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        using var ca = CertificateForge.Root(TimeProvider.System.GetUtcNow());
        using var device = CertificateForge.Client("store-1", ca, TimeProvider.System.GetUtcNow());
        Directory.CreateDirectory(fleet.Folder["certificates"]);
        await File.WriteAllTextAsync(fleet.Folder["certificates", "ca.pem"], ca.ExportCertificatePem(), token);
        SecretFiles.Write(fleet.Folder["certificates", "device.crt"], device.ExportCertificatePem());
        SecretFiles.Write(fleet.Folder["certificates", "device.key"], HubAuthority.KeyOf(device));
        await fleet.StartHubAsync(token, "--tls-verify", fleet.Folder["certificates", "ca.pem"]);
        var join = await fleet.TokenAsync(token, "kind=store");
        var without = fleet.LaunchEdge("store-2", join);
        await without.WaitForLineAsync("waiting for the hub", token);
        await fleet.StartEdgeAsync(
            "store-1", join, token, "--tls-client-cert", fleet.Folder["certificates", "device.crt"], "--tls-client-key", fleet.Folder["certificates", "device.key"]);
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();
        Assert.DoesNotContain("store-2", (await fleet.CliAsync(token, "get", "edges", "-o", "name")).Ok(), StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task Edges_get_certificates_from_their_hub_and_keep_getting_in_when_its_CA_is_another()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--tls", "--tls-verify", "hub", "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--heartbeat", "1s");
        await edge.WaitForLineAsync("A certificate to show to the hub's server came: taken", token);
        await edge.StopAsync(token);
        File.Delete(Path.Combine(fleet.EdgeState("store-1"), "identity", "joined.pem"));
        edge = await fleet.StartEdgeAsync("store-1", null, token, "--heartbeat", "1s");
        (await fleet.CliAsync(token, "wait", "--for=reachable=1", "--timeout", "60s")).Ok();

        (await fleet.CliAsync(token, "keys", "rotate", "ca")).Ok();
        await edge.WaitForLineAsync("A certificate to show to the hub's server came: taken", token);
        var hub = new FleetHub(fleet, "kse", fleet.HubState);
        await RegionSite.UntilAsync(hub, ["keys", "finish", "ca"], _ => true, token);
        await edge.KillAsync(token);
        await fleet.StartEdgeAsync("store-1", null, token, "--heartbeat", "1s");
        await RegionSite.UntilAsync(hub, ["get", "edges"], o => o.Contains("Ready", StringComparison.Ordinal), token);

        // Its certificate alone opens nothing, and nothing opens without one.
        File.Delete(Path.Combine(fleet.EdgeState("store-1"), "identity", "client.pem"));
        var without = await fleet.StartEdgeAsync("store-2", await fleet.TokenAsync(token, "kind=store"), token);
        await without.StopAsync(token);
        foreach (var file in new[] { "client.pem", "joined.pem" })
            File.Delete(Path.Combine(fleet.EdgeState("store-2"), "identity", file));
        without = await fleet.StartEdgeAsync("store-2", null, token);
        await without.WaitForLineAsync("takes only clients that show a certificate", token);
    }

    [Fact]
    public async Task Beyond_this_machine_it_speaks_TLS_or_does_not_start()
    {
        var token = Site.Patience();
        await using var fleet = new Fleet();
        var refused = await fleet.CliAsync(token, "hub", "--state", fleet.Folder["refused"], "--listen", "0.0.0.0:0", "--tls", "false", "--context", "");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("reachable from other machines", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fleet.Folder["refused", "nats"]));

        // As it would be run for other machines, on an address of this one that is not 127.0.0.1: 0.0.0.0.
        await fleet.StartHubAsync(token, "--listen", "0.0.0.0:0");
        using var context = JsonDocument.Parse(await File.ReadAllTextAsync(fleet.Folder["config", "nats", "context", "kse.json"], token));
        Assert.StartsWith("tls://127.0.0.1:", context.RootElement.GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(context.RootElement.GetProperty("ca").GetString()));
        (await fleet.CliAsync(token, "get", "edges")).Ok();
    }

    private static void WriteServer(Fleet fleet, X509Certificate2 ca)
    {
        using var server = CertificateForge.Server(new ServerNames(["localhost", "127.0.0.1"]), ca, TimeProvider.System.GetUtcNow());
        SecretFiles.Write(fleet.Folder["certificates", "server.crt"], server.ExportCertificatePem());
        SecretFiles.Write(fleet.Folder["certificates", "server.key"], HubAuthority.KeyOf(server));
    }

    private static async Task UntilPinnedAsync(Fleet fleet, string edge, string ca, CancellationToken token)
    {
        using var changed = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Path.Combine(fleet.EdgeState(edge), "identity")) { EnableRaisingEvents = true };
        watcher.Renamed += (_, _) => changed.Release();
        while (true)
        {
            using (var identity = DeviceIdentity.Open(fleet.EdgeState(edge)))
            {
                if (identity.Pin!.CaPem == ca)
                    return;
            }

            await changed.WaitAsync(token);
        }
    }

    private static async Task<int> PortAsync(Fleet fleet, CancellationToken token) =>
        int.Parse(await File.ReadAllTextAsync(fleet.Folder["hub", "nats", "port"], token), System.Globalization.CultureInfo.InvariantCulture);
}
