using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class CloneWatchTests
{
    [Fact]
    public async Task A_restart_is_asked_about_and_held_by_nobody()
    {
        await using var world = await WorldAsync("p2");
        Beat(world, "p1");
        Beat(world, "p1");
        Assert.Equal(0, world.Asker.Count);
        Beat(world, "p2");
        var asked = await world.Asker.NextAsync();
        Assert.Equal(("e1", Subjects.AskWho), (asked.Edge, asked.What));

        // What the dead process had sent before it died may come late, and more than once.
        Beat(world, "p1");
        Beat(world, "p2");
        await OverAsync(world);
        Assert.Null(world.Inventory.Edge("e1")!.Hold);
        Assert.Empty(world.Commands.Done);

        // It was looked at, and is looked at again when there is a reason; what comes before the look has ended is told again by the next.
        var again = Task.Run(async () => await world.Asker.NextAsync());
        for (var process = 3; !again.IsCompleted; process++)
        {
            Beat(world, $"p{process}");
            await Task.Yield();
        }

        await again;
    }

    [Fact]
    public async Task Two_that_answer_at_the_same_time_are_held_and_nothing_goes_either_way()
    {
        await using var world = await WorldAsync("p1", "p2");
        Beat(world, "p1");
        Beat(world, "p2");
        await GatewayWorld.UntilAsync(() => world.Inventory.Edge("e1")!.Hold is not null);
        Assert.Equal(["hold e1"], world.Commands.Done);
        Assert.Contains("2 daemons with the key of e1", world.Inventory.Edge("e1")!.Hold!.Message, StringComparison.Ordinal);

        var reply = Beat(world, "p1");
        Assert.Contains("kse edges release e1", reply.Held, StringComparison.Ordinal);
        Assert.Equal((0L, true), (reply.Revision, reply.Known));
        await Assert.ThrowsAsync<EdgeHeldException>(() => world.Handler.GetAsync("e1", new GetRequest { Root = true }, default));
        await Assert.ThrowsAsync<EdgeHeldException>(() => world.Handler.FactsAsync("e1", new FactsMessage { Edge = "e1" }, default));
        world.Desired.Publish("e1", 1, 5);
        Assert.Contains("disk was copied", (await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, default))).Refused, StringComparison.Ordinal);
        Assert.Contains("disk was copied", (await world.Handler.UpsyncAsync("e1", new UpsyncMessage { Edge = "e1", Process = "p1", Parts = [] }, default)).Refused, StringComparison.Ordinal);
        Assert.Contains("Cloned", world.Get<IEdgePresence>().Of("e1")!.Last.Conditions.Select(condition => condition.Type));

        // Over, it is an edge like any other.
        world.Inventory.Put(world.Inventory.Edge("e1")! with { Hold = null });
        Assert.Equal((null, 5L), (Beat(world, "p1").Held, Beat(world, "p1").Revision));
        Assert.DoesNotContain("Cloned", world.Get<IEdgePresence>().Of("e1")!.Last.Conditions.Select(condition => condition.Type));
    }

    [Fact]
    public async Task Answers_that_say_nothing_of_a_process_or_are_another_edges_count_for_nobody()
    {
        await using var world = await WorldAsync();
        world.Asker.Reply = _ =>
        [
            "{}"u8.ToArray(), "no json"u8.ToArray(), Answer("e1", "p1"), Answer("e1", ""), Answer("e2", "p9"), Answer("e1", "p1"),
        ];
        Beat(world, "p1");
        Beat(world, "p2");
        await world.Asker.NextAsync();
        await OverAsync(world);
        Assert.Null(world.Inventory.Edge("e1")!.Hold);
    }

    [Fact]
    public async Task A_server_that_is_away_costs_one_look_and_not_the_watch()
    {
        await using var world = await WorldAsync("p1", "p2");
        world.Asker.Unavailable = "no connection";
        Beat(world, "p1");
        Beat(world, "p2");
        await GatewayWorld.UntilAsync(() =>
        {
            // Until then each change is one more reason to look.
            world.Asker.Unavailable = null;
            Beat(world, "p1");
            Beat(world, "p2");
            return world.Inventory.Edge("e1")!.Hold is not null;
        });
    }

    private static async Task<GatewayWorld> WorldAsync(params string[] answering)
    {
        var world = new GatewayWorld();
        world.Inventory.Add("e1");
        world.Asker.Reply = asked => answering.Select(process => Answer(asked.Edge, process));
        return await world.StartAsync();
    }

    /// <summary>The time that daemons have to answer passes, and what was asked is over.</summary>
    private static Task OverAsync(GatewayWorld world) => GatewayWorld.UntilAsync(() =>
    {
        world.Time.Advance(TimeSpan.FromSeconds(6));
        return world.Asker.Open == 0;
    });

    private static byte[] Answer(string edge, string process) =>
        JsonSerializer.SerializeToUtf8Bytes(new HeartbeatMessage { Edge = edge, Process = process, Daemon = "0.1.0" }, ContractsJson.Default.HeartbeatMessage);

    private static HeartbeatReply Beat(GatewayWorld world, string process) =>
        world.Handler.Heartbeat("e1", new HeartbeatMessage { Edge = "e1", Process = process, At = world.Time.GetUtcNow() });
}
