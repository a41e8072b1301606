using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class ReportPaceTests
{
    private const int Edges = 4000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_fleet_that_returns_reports_at_the_hubs_pace_and_everything_newest_arrives()
    {
        await using var world = new GatewayWorld(options => options.ReportsPerSecond = 400);
        var fleet = Fleet(world);
        await world.StartAsync();
        var arrivals = await ReturnAsync(world, fleet, changing: true);

        // Ten seconds for 4,000 edges: each second about its share, and what came is each edge's newest.
        var seconds = arrivals.GroupBy(at => at / 10).Select(second => second.Count()).ToList();
        Assert.Equal(Edges, arrivals.Count);
        Assert.InRange(seconds.Count, 9, 12);
        Assert.All(seconds, count => Assert.InRange(count, 0, 520));
        Assert.All(fleet, edge => Assert.Equal(edge.Sequence, world.Get<IHubReports>().Head(edge.Id, GatewayWorld.Policy)!.Sequence));
    }

    [Fact]
    public async Task A_server_that_was_away_is_a_crowd_too_and_one_edge_is_none()
    {
        await using var world = new GatewayWorld(options => options.ReportsPerSecond = 400);
        var fleet = Fleet(world);
        await world.StartAsync();
        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, Beat(world, fleet[0].Id, returned: true).Pace);

        world.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var edge in fleet)
            Beat(world, edge.Id, returned: true);
        Assert.Equal(10_000, Beat(world, fleet[^1].Id, returned: false).Pace);

        // Who came is not slowed down any more, and when the crowd is gone nobody is.
        await world.SendAsync(fleet[0].Id, Delta(fleet[0]));
        Assert.Equal(0, Beat(world, fleet[0].Id, returned: false).Pace);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, Beat(world, fleet[^1].Id, returned: false).Pace);
    }

    [Fact]
    public async Task A_writer_that_is_full_says_when_to_come_again()
    {
        await using var world = new GatewayWorld(options => (options.ReportsPerSecond, options.MaxPendingReports) = (10, 1));
        world.Inventory.Add("e1");
        world.Inventory.Add("e2");
        world.Desired.Publish("e1", 1, 1, (GatewayWorld.Policy, Digest.Of("m"u8)));
        world.Desired.Publish("e2", 1, 1, (GatewayWorld.Policy, Digest.Of("m"u8)));

        // The writer does not run: the first report stays in its queue.
        var first = world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Digest.Of("m"u8)));
        await GatewayWorld.UntilAsync(() => !world.Get<ReportWriter>().HasRoom);
        var refused = await world.SendAsync("e2", GatewayWorld.Delta("e2", 1, Digest.Of("m"u8)));
        Assert.Equal(100, refused.RetryAfter);
        Assert.NotEqual("", refused.Refused);
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public void An_edge_waits_for_the_hubs_word_but_not_for_ever_and_obeys_it()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var pacer = new ReportPacer("store-1", time);
        Assert.Equal(TimeSpan.Zero, pacer.Wait);
        pacer.Returned();
        Assert.InRange(pacer.Wait.TotalSeconds, 2, 4);
        pacer.Told(TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, pacer.Wait);

        pacer.Returned();
        pacer.Told(TimeSpan.FromSeconds(100));
        var place = pacer.Wait;
        Assert.InRange(place.TotalSeconds, 0.001, 100);
        time.Advance(place);
        Assert.Equal(TimeSpan.Zero, pacer.Wait);
        pacer.Sent();
        pacer.Told(TimeSpan.FromSeconds(100));
        Assert.Equal(100, pacer.Wait.TotalSeconds);
        pacer.Told(TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, pacer.Wait);
        pacer.Refused(TimeSpan.FromSeconds(8));
        pacer.Told(TimeSpan.Zero);
        Assert.InRange(pacer.Wait.TotalSeconds, 8, 10);
    }

    private static List<SimulatedReporter> Fleet(GatewayWorld world)
    {
        var fleet = new List<SimulatedReporter>();
        for (var i = 0; i < Edges; i++)
        {
            var id = $"store-{i}";
            world.Inventory.Add(id);
            world.Desired.Publish(id, 1, 1, (GatewayWorld.Policy, Digest.Of("m"u8)));
            fleet.Add(new SimulatedReporter(id, new ReportPacer(id, world.Time)));
        }

        return fleet;
    }

    /// <summary>All return at once; every tick some change again before they have reported. Returns the ticks of arrival.</summary>
    private static async Task<List<int>> ReturnAsync(GatewayWorld world, List<SimulatedReporter> fleet, bool changing)
    {
        foreach (var edge in fleet)
        {
            edge.Pacer.Returned();
            edge.Pacer.Told(TimeSpan.FromMilliseconds(Beat(world, edge.Id, returned: true).Pace ?? 0));
        }

        var arrivals = new List<int>();
        for (var tick = 0; tick < 300 && fleet.Exists(edge => !edge.Told); tick++)
        {
            var sent = new List<Task>();
            foreach (var edge in fleet.Where(edge => !edge.Told))
            {
                if (changing && (tick + edge.Id.Length) % 7 == 0)
                    edge.Sequence++;
                if (edge.Pacer.Wait > TimeSpan.Zero)
                    continue;
                sent.Add(world.SendAsync(edge.Id, Delta(edge)));
                edge.Pacer.Sent();
                edge.Told = true;
                arrivals.Add(tick);
            }

            await Task.WhenAll(sent);
            world.Time.Advance(Tick);
        }

        return arrivals;
    }

    private static ReportDelta Delta(SimulatedReporter edge) => GatewayWorld.Delta(edge.Id, edge.Sequence, Digest.Of("m"u8), 0, ("a", Health.Current));

    private static HeartbeatReply Beat(GatewayWorld world, string edge, bool returned) =>
        world.Handler.Heartbeat(edge, new HeartbeatMessage { Edge = edge, At = world.Time.GetUtcNow(), Returned = returned ? true : null });

    private sealed class SimulatedReporter(string id, ReportPacer pacer)
    {
        internal string Id => id;

        internal ReportPacer Pacer => pacer;

        internal long Sequence { get; set; } = 1;

        internal bool Told { get; set; }
    }
}
