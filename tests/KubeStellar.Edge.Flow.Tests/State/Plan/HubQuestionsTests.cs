using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class HubQuestionsTests
{
    [Fact]
    public async Task Previews_wait_for_the_plan_are_few_and_one_a_turn()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        var published = new List<bool>();
        var first = Ask(hub);
        var second = Ask(hub);
        hub.Runtime.Meanwhile = _ => published.Add(hub.Desired.Root("e1") is not null);
        Assert.Equal("busy", (await Ask(hub)).Error?.Code);
        await hub.StepAsync();

        // The object applied was decided before what was only asked about.
        Assert.Equal([false, true], published);
        Assert.Null((await first).Error);
        Assert.False(second.IsCompleted);
        await hub.StepAsync();
        Assert.Null((await second).Error);
        var third = Ask(hub);
        await hub.StepAsync();
        Assert.Null((await third).Error);
    }

    [Fact]
    public async Task One_who_goes_away_makes_room()
    {
        using var hub = await new HubWorld().StartAsync();
        using var gone = new CancellationTokenSource();
        Task<ApiReply>[] asked = [Ask(hub, gone.Token), Ask(hub, gone.Token)];
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(asked));
        await hub.StepAsync();
        await hub.StepAsync();
        var next = Ask(hub);
        await hub.StepAsync();
        Assert.Null((await next).Error);
    }

    private static Task<ApiReply> Ask(TestHub hub, CancellationToken token = default) => hub.Desired.ForecastAsync(
        "default", new ApplyRequest { Objects = [new ApplyObject("test", System.Text.Json.JsonElement.Parse(Objects.ConfigMap("b")), null)] }, token);
}
