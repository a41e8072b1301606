using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

/// <summary>People delete and change objects while the flow asks a policy about them: the flow goes on, and comes to what holds afterwards.</summary>
public sealed class MeanwhileTests
{
    private static readonly ObjectKey Key = ObjectKey.Parse("_.ConfigMap.shop.a");

    public static TheoryData<string> Questions => ["Select", "Describe", "Place", "Choose", "Customize", "Case"];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task An_object_that_is_deleted_while_it_is_decided_or_recorded_is_gone(string question)
    {
        using var hub = await StartAsync();
        var deleted = Once(hub, question, () => hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [Key] }, default));

        await TurnAsync(hub);
        Assert.True(deleted(), $"{question} was never asked");
        await TurnAsync(hub);

        Assert.Equal(["_.ConfigMap.shop.b"], (await hub.TreeAsync("store-1")).Keys);
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task An_object_that_is_changed_meanwhile_is_decided_and_recorded_as_it_is_then(string question)
    {
        using var hub = await StartAsync();
        var changed = Once(hub, question, () => hub.TryApplyAsync(Objects.ConfigMap("a", "2")));

        await TurnAsync(hub);
        Assert.True(changed(), $"{question} was never asked");
        await TurnAsync(hub);

        Assert.Equal(Digest.Of(Placed("2")), (await hub.TreeAsync("store-1"))[Key.ToString()]);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_preview_goes_on_when_an_object_is_deleted_meanwhile(string question)
    {
        using var hub = await StartAsync();
        await TurnAsync(hub);
        var deleted = Once(hub, question, () => hub.Commands.DeleteAsync("default", new DeleteRequest { Objects = [Key] }, default));
        var request = new ApplyRequest { Policies = [new ApplyPolicy("stores.js", "stores", new PolicyBundle { Main = "stores.js", Files = new() { ["stores.js"] = "next" } })] };

        var forecast = hub.Desired.ForecastAsync("default", request, default);
        await hub.StepAsync();

        Assert.Null((await forecast).Error);
        Assert.True(deleted() || question == "Case", $"{question} was never asked");
    }

    [Fact]
    public async Task What_one_request_changes_goes_out_at_once()
    {
        var world = new HubWorld();
        world.Policies["as-it-is"] = new FakePolicy();
        world.Policies["marked"] = new FakePolicy { Customize = (_, _) => [JsonOperation.Set(["data", "store"], JsonElement.Parse("\"yes\""))] };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"));
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.PolicyAsync("stores", "as-it-is");
        await hub.StepAsync();
        var before = await hub.TreeAsync("store-1");
        world.Buckets.Clear();

        // The object is written before the policy, and the flow looks in between.
        var looked = false;
        world.Buckets.Meanwhile = bucket =>
        {
            if (bucket == Buckets.Policies && !looked)
            {
                looked = true;
                Assert.True(hub.StepAsync().IsCompletedSuccessfully);
                Assert.False(hub.Desired.Settled);
            }
        };
        var request = new ApplyRequest
        {
            Objects = [new ApplyObject("a.yaml", JsonElement.Parse(Objects.ConfigMap("a", "2")), null)],
            Policies = [new ApplyPolicy("stores.js", "stores", new PolicyBundle { Main = "stores.js", Files = new() { ["stores.js"] = "marked" } })],
        };
        Assert.Null((await hub.Commands.ApplyAsync("default", request, default)).Error);

        Assert.True(looked);
        Assert.Equal(before, await hub.TreeAsync("store-1"));
        Assert.Equal(0, world.Buckets.WritesTo(Buckets.Desired));
        await hub.StepAsync();
        Assert.Equal(Digest.Of(Placed("2")), (await hub.TreeAsync("store-1"))[Key.ToString()]);
        Assert.Equal(1, world.Buckets.WritesTo(Buckets.Desired));
        Assert.True(hub.Desired.Settled);
    }

    private static byte[] Placed(string value)
    {
        var owners = JsonElement.Parse(Objects.ConfigMap("a", value));
        return CanonicalJson.Canonicalize(JsonElement.Parse(owners.GetRawText().Replace("\"data\":{", "\"data\":{\"store\":\"yes\",", StringComparison.Ordinal)));
    }

    /// <summary>Has something done in the middle of the first question of a kind; tells whether it was.</summary>
    private static Func<bool> Once(TestHub hub, string question, Func<Task<ApiReply>> what)
    {
        var done = false;
        hub.Runtime.Meanwhile = asked =>
        {
            if (!done && asked == question)
            {
                done = true;
                var reply = what();
                Assert.True(reply is { IsCompletedSuccessfully: true, Result.Error: null }, reply.Status.ToString());
            }
        };
        return () => done;
    }

    private static async Task<TestHub> StartAsync()
    {
        var world = new HubWorld();
        world.Policies["stores"] = new FakePolicy
        {
            Where = _ => true,
            Describe = _ => ObjectTraits.None,
            Choose = (_, edges, _) => edges.Select(edge => (edge.Id, (JsonElement?)null)),
            Customize = (_, _) => [JsonOperation.Set(["data", "store"], JsonElement.Parse("\"yes\""))],
        };
        world.Policies["next"] = world.Policies["stores"];
        var hub = await world.StartAsync();
        await hub.JoinAsync("store-1", ("kind", "store"));
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"));
        await hub.PolicyAsync("stores", "stores");
        return hub;
    }

    /// <summary>Decides, publishes, and records.</summary>
    private static async Task TurnAsync(TestHub hub)
    {
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(2));
        await hub.StepAsync();
        hub.Time.Advance(TimeSpan.FromSeconds(20));
        await hub.StepAsync();
    }
}
