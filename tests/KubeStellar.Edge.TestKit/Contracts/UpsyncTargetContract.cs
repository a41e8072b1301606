using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every target does that has objects which are born there.</summary>
public abstract class UpsyncTargetContract
{
    /// <summary>A group that the target of this suite serves, with the kind <c>Widget</c>.</summary>
    protected const string Group = "sensors.example.com";

    private static readonly UpsyncRule Widgets = new() { Kinds = ["Widget." + Group] };

    private static CancellationToken Late => CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token).Token;

    /// <summary>The target as a daemon finds it when it starts again.</summary>
    protected abstract Task<IUpsyncTarget> OpenAsync();

    /// <summary>A device writes an object, or takes it away (null).</summary>
    protected abstract Task BearAsync(ObjectKey key, JsonObject? item);

    /// <summary>What is born there cannot be read for now; what was there is still there.</summary>
    protected abstract Task BreakAsync(IUpsyncTarget target);

    [Fact]
    public async Task What_is_born_is_found_changes_and_goes_by_hints_alone()
    {
        var target = await OpenAsync();
        await using var hints = target.WatchBornAsync(Late).GetAsyncEnumerator(Late);
        Assert.Empty((await target.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: true), Late)).Objects);
        await BearAsync(Key("a"), Widget("a", 1));
        await UntilAsync(target, hints, [Widgets], found => found.Contains("a=1"));
        await BearAsync(Key("a"), Widget("a", 2));
        await UntilAsync(target, hints, [Widgets], found => found.Contains("a=2"));
        await BearAsync(Key("a"), null);
        await UntilAsync(target, hints, [Widgets], found => found.Count == 0);
    }

    [Fact]
    public async Task Only_what_a_rule_asks_for_is_found_and_another_rule_finds_what_was_passed_over()
    {
        var target = await OpenAsync();
        await using var hints = target.WatchBornAsync(Late).GetAsyncEnumerator(Late);
        await target.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: true), Late);
        await BearAsync(Key("a"), Widget("a", 1, "hot"));
        await BearAsync(Key("b"), Widget("b", 2));
        var labelled = Widgets with { Labels = new() { ["state"] = "hot" } };
        await UntilAsync(target, hints, [labelled], found => found.SetEquals(["a=1"]));
        await UntilAsync(target, hints, [labelled, Widgets with { Names = ["b"] }], found => found.SetEquals(["a=1", "b=2"]));
        await UntilAsync(target, hints, [Widgets with { Names = ["c"] }], found => found.Count == 0);
        await UntilAsync(target, hints, [Widgets], found => found.SetEquals(["a=1", "b=2"]));
    }

    [Fact]
    public async Task Numbers_keep_their_digits_and_the_status_is_there()
    {
        var target = await OpenAsync();
        await using var hints = target.WatchBornAsync(Late).GetAsyncEnumerator(Late);
        await target.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: true), Late);
        var widget = Widget("a", 9007199254740993);
        widget["status"] = new JsonObject { ["ready"] = true };
        await BearAsync(Key("a"), widget);
        await UntilAsync(target, hints, [Widgets], found => found.Contains("a=9007199254740993"));

        // In a cluster the status is written by itself, and comes by itself.
        JsonElement item;
        while (!(item = JsonElement.Parse(Assert.Single((await target.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: false), Late)).Objects).Canonical.Span)).TryGetProperty("status", out _))
        {
            Assert.True(await hints.MoveNextAsync());
        }

        Assert.True(item.GetProperty("status").GetProperty("ready").GetBoolean());
        Assert.Equal(["labels", "name", "namespace"], item.GetProperty("metadata").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_read_is_unread_and_not_gone()
    {
        var target = await OpenAsync();
        await using var hints = target.WatchBornAsync(Late).GetAsyncEnumerator(Late);
        await target.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: true), Late);
        await BearAsync(Key("a"), Widget("a", 1));
        await UntilAsync(target, hints, [Widgets], found => found.Contains("a=1"));
        await BreakAsync(target);
        var broken = await OpenAsync();
        var reading = await broken.ReadBornAsync(new UpsyncQuery([Widgets], Fresh: false), Late);
        Assert.False(reading.Knows(Group, "Widget"));
        Assert.NotEmpty(reading.Troubles);
    }

    /// <summary>The key of a widget.</summary>
    protected static ObjectKey Key(string name) => new(Group, "Widget", "shop", name);

    private static JsonObject Widget(string name, long size, string state = "cold") => new()
    {
        ["apiVersion"] = Group + "/v1",
        ["kind"] = "Widget",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "shop", ["labels"] = new JsonObject { ["state"] = state } },
        ["spec"] = new JsonObject { ["size"] = size },
    };

    private static async Task UntilAsync(IUpsyncTarget target, IAsyncEnumerator<UpsyncHint> hints, IReadOnlyList<UpsyncRule> rules, Predicate<HashSet<string>> wanted)
    {
        while (true)
        {
            var reading = await target.ReadBornAsync(new UpsyncQuery(rules, Fresh: false), Late);
            if (reading.Troubles.Count == 0 && wanted([.. reading.Objects.Select(one => $"{one.Key.Name}={JsonElement.Parse(one.Canonical.Span).GetProperty("spec").GetProperty("size").GetRawText()}")]))
            {
                return;
            }

            Assert.True(await hints.MoveNextAsync(), "the hints ended");
        }
    }
}
