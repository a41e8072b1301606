using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every target does. A step that meets an expected fault gives an outcome; nothing here may throw.</summary>
public abstract class TargetContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>The target as a daemon finds it when it starts again.</summary>
    protected abstract ITarget Reopen();

    /// <summary>Somebody else makes an object before or beside this edge.</summary>
    protected abstract Task PutForeignAsync(ObjectKey key, byte[] content);

    /// <summary>Somebody changes the object under this edge, or removes it (null).</summary>
    protected abstract Task TamperAsync(ObjectKey key, byte[]? content);

    /// <summary>What is there under this key; null for nothing.</summary>
    protected abstract Task<byte[]?> PeekAsync(ObjectKey key);

    /// <summary>Something at the target writes the object's status; false when this target has no live objects.</summary>
    protected virtual Task<bool> SetStatusAsync(ObjectKey key, string status) => Task.FromResult(false);

    /// <summary>Whether what was intended and never applied is told of too; false where the objects themselves are the record, and what is not there needs none.</summary>
    protected virtual bool TellsIntentions => true;

    [Fact]
    public async Task A_live_object_is_handed_over_with_its_status_and_is_no_drift()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        if (!await SetStatusAsync(Key("a"), """{"phase":"Bound"}"""))
        {
            // A target that cannot see what became of an object says only whether it is as wanted.
            var plain = await target.ObserveAsync(Wanted("a", "1"), default);
            Assert.Equal((Health.Current, true), (plain.Health, plain.Live is null));
            return;
        }

        var state = await target.ObserveAsync(Wanted("a", "1"), default);
        Assert.True(state is { Exists: true, Matches: true, Live: not null });
        using var live = JsonDocument.Parse(state.Live.Value);
        Assert.Equal("Bound", live.RootElement.GetProperty("status").GetProperty("phase").GetString());
        Assert.Equal("a", live.RootElement.GetProperty("metadata").GetProperty("name").GetString());
        Assert.Equal(TargetOutcome.Unchanged, await ApplyAsync(target, "a", "1"));
        await TamperAsync(Key("a"), null);
        Assert.True(await target.ObserveAsync(Wanted("a", "1"), default) is { Exists: false, Live: null });
    }

    [Fact]
    public async Task What_is_applied_is_there_and_applied_again_is_unchanged()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "1"));
        Assert.Equal(Bytes("a", "1"), await PeekAsync(Key("a")));
        Assert.Equal(TargetOutcome.Unchanged, await ApplyAsync(target, "a", "1"));
        Assert.True(await MatchesAsync(target, "a", "1"));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "2"));
        Assert.Equal(Bytes("a", "2"), await PeekAsync(Key("a")));
        Assert.False(await MatchesAsync(target, "a", "1"));
    }

    [Fact]
    public async Task Removing_twice_is_removing_once()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await ApplyAsync(target, "b", "1");
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", Bytes("a", "1")), default));
        Assert.Equal(TargetOutcome.Unchanged, await target.RemoveAsync(Line("a", Bytes("a", "1")), default));
        Assert.Null(await PeekAsync(Key("a")));
        Assert.NotNull(await PeekAsync(Key("b")));
    }

    [Fact]
    public async Task Drift_is_seen_and_put_back()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await ApplyAsync(target, "b", "1");
        await TamperAsync(Key("a"), Bytes("a", "x"));
        await TamperAsync(Key("b"), null);
        Assert.False(await MatchesAsync(target, "a", "1"));
        Assert.False((await target.ObserveAsync(Wanted("b", "1"), default)).Exists);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "1"));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "b", "1"));
        Assert.True(await MatchesAsync(target, "a", "1") && await MatchesAsync(target, "b", "1"));
    }

    [Fact]
    public async Task Somebody_elses_object_is_neither_overwritten_nor_removed()
    {
        await PutForeignAsync(Key("a"), Bytes("a", "theirs"));
        var target = Reopen();
        await IntendAsync(target, "a");
        var outcome = await ApplyAsync(target, "a", "1");
        Assert.Equal((TargetOutcomeKind.Stalled, false, "Conflict"), (outcome.Kind, outcome.Changed, outcome.Reason));
        await target.RemoveAsync(Line("a", null), default);
        Assert.Equal(Bytes("a", "theirs"), await PeekAsync(Key("a")));
        target = Reopen();
        await IntendAsync(target, "a");
        Assert.Equal("Conflict", (await ApplyAsync(target, "a", "1")).Reason);
        Assert.DoesNotContain(await target.ListTrackedAsync(default) ?? [], line => line.Key == Key("a"));
        await TamperAsync(Key("a"), null);
        await IntendAsync(target, "a");
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "1"));
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", Bytes("a", "1")), default));
    }

    [Fact]
    public async Task The_target_remembers_what_it_carries()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        var lines = (await Reopen().ListTrackedAsync(default))!.OrderBy(line => line.Key);
        Assert.Equal(TellsIntentions ? [Line("a", Bytes("a", "1")), Line("b", null)] : [Line("a", Bytes("a", "1"))], lines);
    }

    [Fact]
    public async Task Killed_between_intention_and_inventory_nothing_is_foreign()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        target = Reopen();
        await IntendAsync(target, "a");
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "2"));
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", null), default));
    }

    [Fact]
    public async Task An_orphan_is_no_longer_tracked_and_ours_again_when_wanted_again()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        await IntendAsync(target, "b");
        Assert.NotNull(await PeekAsync(Key("a")));
        Assert.Equal(TellsIntentions ? [Key("b")] : [], (await Reopen().ListTrackedAsync(default))!.Select(line => line.Key));
        target = Reopen();
        await IntendAsync(target, "a", "b");
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "2"));
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", Bytes("a", "2")), default));
    }

    [Fact]
    public async Task An_orphan_that_somebody_changed_is_theirs()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        await IntendAsync(target, "b");
        await TamperAsync(Key("a"), Bytes("a", "theirs"));
        target = Reopen();
        await IntendAsync(target, "a", "b");
        Assert.Equal("Conflict", (await ApplyAsync(target, "a", "2")).Reason);
    }

    [Fact]
    public async Task A_change_is_hinted_at()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        using var limit = new CancellationTokenSource(Soon);
        await using var changes = target.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        var next = changes.MoveNextAsync();
        await TamperAsync(Key("a"), Bytes("a", "x"));
        while (await next && changes.Current.Key is { } key && key != Key("a"))
        {
            next = changes.MoveNextAsync();
        }

        Assert.True(changes.Current.Key is null || changes.Current.Key == Key("a"));
    }

    /// <summary>The key of a test's object.</summary>
    protected static ObjectKey Key(string name) => new("", "ConfigMap", "shop", name);

    /// <summary>Its content.</summary>
    protected static byte[] Bytes(string name, string value) =>
        Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","data":{"v":"{{{value}}}"},"kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"shop"}}""");

    /// <summary>The inventory's line of it.</summary>
    protected static TrackedObject Line(string name, byte[]? applied) =>
        new(Key(name), PolicyKey.Parse("default.p"), applied is null ? default : Digest.Of(applied), true);

    /// <summary>The object to have.</summary>
    protected static TargetObject Wanted(string name, string value) =>
        new(PolicyKey.Parse("default.p"), new ManifestEntry(Key(name), Digest.Of(Bytes(name, value))), Bytes(name, value));

    /// <summary>Intends objects that were never applied as far as the inventory knows.</summary>
    protected static async Task IntendAsync(ITarget target, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(target);
        Assert.Equal(TargetOutcomeKind.Done, (await target.IntendAsync([.. names.Select(name => Line(name, null))], default)).Kind);
    }

    /// <summary>Applies one object.</summary>
    protected static Task<TargetOutcome> ApplyAsync(ITarget target, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.ApplyAsync(Wanted(name, value), Line(name, null), default);
    }

    private static async Task<bool> MatchesAsync(ITarget target, string name, string value)
    {
        var state = await target.ObserveAsync(Wanted(name, value), default);
        return state is { Exists: true, Matches: true };
    }
}
