using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.State.Site;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every outbox of objects that are carried up does.</summary>
public abstract class UpsyncOutboxContract
{
    private static readonly PolicyKey Policy = new("default", "telemetry");

    protected abstract IUpsyncOutbox Reopen();

    [Fact]
    public async Task The_newest_of_each_object_is_there_after_a_restart_and_others_are_gone()
    {
        await Reopen().WriteAsync([One("a", 1, "1"), One("b", 2, "1")], [], default);
        await Reopen().WriteAsync([One("a", 3, "9007199254740993"), One("c", 4, "1")], [(Policy, Key("b"))], default);
        var items = (await Reopen().ReadAsync(default)).OrderBy(one => one.Sequence).ToList();
        Assert.Equal([("a", 3, "9007199254740993"), ("c", 4, "1")], items.Select(one => (one.Key.Name, one.Sequence, one.Object.GetProperty("spec").GetRawText())));
        Assert.Equal(One("a", 3, "9007199254740993").Digest, items[0].Digest);
        Assert.Equal(DateTimeOffset.UnixEpoch, items[0].ObservedAt);
    }

    [Fact]
    public async Task Two_policies_have_an_object_each_for_itself_and_what_is_not_there_can_be_removed()
    {
        var other = new PolicyKey("default", "other");
        await Reopen().WriteAsync([One("a", 1, "1"), One("a", 2, "1") with { Policy = other }], [], default);
        await Reopen().WriteAsync([], [(Policy, Key("a")), (Policy, Key("x"))], default);
        Assert.Equal(other, Assert.Single(await Reopen().ReadAsync(default)).Policy);
    }

    private static ObjectKey Key(string name) => new("sensors.example.com", "Measurement", "shop", name);

    private static BornObject One(string name, long sequence, string spec) =>
        new(Policy, Key(name), Digest.Of(System.Text.Encoding.UTF8.GetBytes(name + spec)), sequence, DateTimeOffset.UnixEpoch, JsonElement.Parse($$"""{"spec":{{spec}}}"""));
}
