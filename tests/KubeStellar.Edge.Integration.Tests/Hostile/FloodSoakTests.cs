using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Integration.Tests.Hostile;

/// <summary>A stolen edge that sends all it can, on every kind of subject it may use, and connects again and again, against a real hub: it is locked out, the hub stays small, and its neighbour has its edits.</summary>
public sealed class FloodSoakTests(ITestOutputHelper output)
{
    private const int Edits = 9;

    // Hub, server, flood and edges share the test machine; without a lock-out an edit waits for as long as the flood lasts.
    private const double Most = 30;
    private const long MostGrowth = 512L << 20;
    private static readonly byte[] Large = new byte[256 << 10];

    [SoakFact]
    public async Task A_flood_at_full_speed_costs_its_edge_only()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var join = await fleet.TokenAsync(token, "kind=store");
        await fleet.StartEdgeAsync("honest", join, token, "--heartbeat", "1s");
        var robbed = await fleet.StartEdgeAsync("thief", join, token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "0")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await RegionSite.HasAsync(fleet, "honest", "\"value\":\"0\"", token);
        await robbed.StopAsync(token);
        using var identity = DeviceIdentity.Open(fleet.EdgeState("thief"));
        var thief = identity.Credentials();
        var url = identity.Pin!.HubUrls[0];
        var before = Memory(hub.Id);
        var without = await EditsAsync(fleet, "calm", token);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
        var most = before;
        string[] subjects = ["heartbeat", "report", "facts", "get", "upsync", "rekey", "answer.x", "a.b.c", "none"];
        Task[] floods = [.. subjects.Select((subject, i) => FloodAsync(url, thief, "kse.up.thief." + subject, i % 2 == 0 ? Large : "{\"edge\":\"thief\"}"u8.ToArray(), end.Token)), ConnectAsync(url, thief, end.Token)];
        var watch = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                most = Math.Max(most, Memory(hub.Id));
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            }
        }, CancellationToken.None);
        var during = await EditsAsync(fleet, "flood", token);
        await MainJobTests.UntilAsync(fleet, ["get", "events", "--kind", "edge.suspended"], said => said.Contains("thief", StringComparison.Ordinal), token);
        await end.CancelAsync();
        await Task.WhenAll([.. floods, watch]);

        output.WriteLine($"edit {without:F0} ms, under flood {during:F0} ms, ratio {during / without:F1}; hub {before >> 20} MiB, at most {most >> 20} MiB");
        Assert.InRange(during / without, 0, Most);
        Assert.InRange(most - before, 0, MostGrowth);
        Assert.DoesNotContain("Unreachable", Line((await fleet.CliAsync(token, "get", "edges")).Ok(), "honest"), StringComparison.Ordinal);
    }

    private static string Line(string table, string edge) => table.Split('\n').Single(line => line.StartsWith(edge + " ", StringComparison.Ordinal));

    /// <summary>The median time from an edit to the neighbour's file, in milliseconds.</summary>
    private static async Task<double> EditsAsync(Fleet fleet, string name, CancellationToken token)
    {
        var times = new List<double>();
        for (var i = 0; i < Edits; i++)
        {
            var file = Path.Combine(Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", $"{name}-{i}"))), "a.yaml");
            var began = Stopwatch.GetTimestamp();
            (await fleet.CliAsync(token, "apply", "-f", file)).Ok();
            await RegionSite.HasAsync(fleet, "honest", $"\"value\":\"{name}-{i}\"", token);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return times.Order().ElementAt(Edits / 2);
    }

    /// <summary>Publishes without a pause, and comes back when it was cut off.</summary>
    private static async Task FloodAsync(string url, UserCredentials user, string subject, byte[] body, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await using var nats = new NatsConnection(new NatsOpts { Url = url, AuthOpts = user.ToAuthOpts(), MaxReconnectRetry = 0, InboxPrefix = "_INBOX.thief" });
                await nats.ConnectAsync();
                while (nats.ConnectionState == NatsConnectionState.Open)
                {
                    await nats.PublishAsync(subject, body, replyTo: "_INBOX.thief.x", cancellationToken: token);
                }
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException or IOException)
            {
                await Task.Yield(); // locked out, or the end
            }
        }
    }

    private static async Task ConnectAsync(string url, UserCredentials user, CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await using var nats = new NatsConnection(new NatsOpts { Url = url, AuthOpts = user.ToAuthOpts(), MaxReconnectRetry = 0 });
                await nats.ConnectAsync();
            }
            catch (Exception e) when (e is NatsException or IOException)
            {
                await Task.Yield(); // locked out
            }
        }
    }

    /// <summary>Bytes that a process holds in memory, as Linux says (proc(5)).</summary>
    private static long Memory(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(one => one.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}
