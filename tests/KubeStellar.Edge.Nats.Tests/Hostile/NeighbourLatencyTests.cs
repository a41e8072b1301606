using System.Diagnostics;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tests.Server;
using KubeStellar.Edge.Nats.Tests.Tls;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>
/// How an honest edge fares while two stolen ones flood: the 99th percentile of its answers, with the flood and without it, in one run. For each request of the honest one they send four hundred, large ones
/// among them, without waiting for answers: so the load does not depend on the machine's speed. A gateway that served them in turn would have the honest one wait behind all that were sent before.
/// </summary>
public sealed class NeighbourLatencyTests(ITestOutputHelper output)
{
    private const int Rounds = 20;
    private const int Turns = 20;

    // Server, hub and both floods share the test machine's processors, which alone makes answers slower. Served in turn, the ratio is above a thousand at the end of the run.
    private const double Most = 30;

    private static readonly string[] Flooders = ["e1", "e3"];
    private static readonly string Large = "a report that nobody is to read".PadRight(32 << 10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_neighbours_slowest_answers_stay_level_under_flood(bool tls)
    {
        using var limit = new CancellationTokenSource(RunningServer.Patience * 2);
        await using var secured = tls ? await TlsServer.StartAsync() : null;
        await using var plain = tls ? null : await RunningServer.StartAsync();
        var running = secured?.Running ?? plain!;
        NatsEndpoint Endpoint(UserCredentials user) => secured?.Endpoint(secured.Tls.Own(), user) ?? NatsEndpoint.Of(running.Server.Url, user);
        await using var gateway = await ServedGateway.StartAsync(Endpoint(running.Mint.Hub()), generous: true);
        await using var neighbour = NatsConnector.Create(Endpoint(UserOf(running, "e2")) with { InboxPrefix = Subjects.EdgeInboxPrefix("e2") }, NullLoggerFactory.Instance);
        await MeasureAsync(neighbour, [], static () => Task.CompletedTask, limit.Token);
        var floods = await Task.WhenAll(Flooders.Select(edge => EnterAsync(running, edge, tls, limit.Token)));
        Task FloodAsync() => Task.WhenAll(floods.Select((client, i) => client.SendAsync(Batch(Flooders[i]), limit.Token)));

        // In turns, so that what else happens on the machine happens to both.
        var (without, with) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < Turns; turn++)
        {
            await MeasureAsync(neighbour, without, static () => Task.CompletedTask, limit.Token);
            await MeasureAsync(neighbour, with, FloodAsync, limit.Token);
        }

        var (before, during) = (Slowest(without), Slowest(with));
        output.WriteLine($"p99 {before:F2} ms, under flood {during:F2} ms, ratio {during / before:F1}");
        Assert.InRange(during / before, 0, Most);
        foreach (var client in floods)
        {
            await client.DisposeAsync();
        }
    }

    private static UserCredentials UserOf(RunningServer running, string edge)
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        return new UserCredentials(running.Mint.Edge(edge, key.GetPublicKey()), key.GetSeed());
    }

    private static async Task<RawClient> EnterAsync(RunningServer running, string edge, bool tls, CancellationToken token)
    {
        var client = new RawClient();
        var user = UserOf(running, edge);
        Assert.Null(await client.ConnectAsync(running.Server.Port, user.Jwt, user.Seed, token, tls));
        return client;
    }

    private static string Batch(string edge)
    {
        var one = $"PUB kse.up.{edge}.heartbeat _INBOX.{edge}.x 13\r\n{{\"edge\":\"{edge}\"}}\r\n";
        return string.Concat(Enumerable.Repeat(one, 198)) + $"PUB kse.up.{edge}.report _INBOX.{edge}.x {Large.Length}\r\n{Large}\r\n" + $"PUB kse.up.{edge}.none 0\r\n\r\n";
    }

    /// <summary>The 99th percentile.</summary>
    private static double Slowest(List<double> times)
    {
        times.Sort();
        return times[times.Count * 99 / 100];
    }

    /// <summary>Adds the times of some answers, in milliseconds.</summary>
    private static async Task MeasureAsync(NatsConnection neighbour, List<double> times, Func<Task> alongside, CancellationToken token)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var others = alongside();
            var began = Stopwatch.GetTimestamp();
            var reply = await neighbour.RequestAsync<string, byte[]>(Subjects.Heartbeat("e2"), """{"edge":"e2"}""", cancellationToken: token);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            Assert.NotEmpty(reply.Data!);
            await others;
        }
    }
}
