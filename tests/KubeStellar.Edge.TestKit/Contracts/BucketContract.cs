using System.Text;
using KubeStellar.Edge.Flow.State.Buckets;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every bucket does.</summary>
public abstract class BucketContract
{
    /// <summary>A new, made bucket.</summary>
    protected abstract Task<IBucket> MakeAsync();

    /// <summary>Deletes the bucket and makes it again.</summary>
    protected abstract Task WipeAsync(IBucket bucket);

    /// <summary>Deletes the bucket.</summary>
    protected abstract Task RemoveAsync(IBucket bucket);

    [Fact]
    public async Task What_was_put_is_read_back_with_its_revision()
    {
        var bucket = await MakeAsync();
        var revision = await bucket.PutAsync("a.b", Bytes("1"), null, default);
        var entry = await bucket.GetAsync("a.b", default);
        Assert.Equal(("a.b", "1", revision), (entry!.Key, Text(entry.Value), entry.Revision));
        Assert.Null(await bucket.GetAsync("a.c", default));
    }

    [Fact]
    public async Task A_write_that_expects_another_revision_is_refused_and_changes_nothing()
    {
        var bucket = await MakeAsync();
        var first = await bucket.PutAsync("a", Bytes("1"), 0, default);
        await Assert.ThrowsAsync<RevisionConflictException>(() => bucket.PutAsync("a", Bytes("2"), 0, default));
        await Assert.ThrowsAsync<RevisionConflictException>(() => bucket.PutAsync("a", Bytes("2"), first + 5, default));
        await Assert.ThrowsAsync<RevisionConflictException>(() => bucket.DeleteAsync("a", first + 5, default));
        Assert.Equal("1", Text((await bucket.GetAsync("a", default))!.Value));
        Assert.True(await bucket.PutAsync("a", Bytes("3"), first, default) > first);
    }

    [Fact]
    public async Task A_deleted_key_is_gone_and_keeps_a_revision()
    {
        var bucket = await MakeAsync();
        var first = await bucket.PutAsync("a", Bytes("1"), null, default);
        var marker = await bucket.DeleteAsync("a", first, default);
        Assert.True(marker > first);
        Assert.Null(await bucket.GetAsync("a", default));
        Assert.Empty(await bucket.LoadAsync(default));
        Assert.Equal(1UL, (await bucket.InfoAsync(default)).Messages);
        await Assert.ThrowsAsync<RevisionConflictException>(() => bucket.PutAsync("a", Bytes("2"), 0, default));
        await bucket.PutAsync("a", Bytes("2"), marker, default);
        Assert.Equal("2", Text((await bucket.GetAsync("a", default))!.Value));
    }

    [Fact]
    public async Task An_empty_bucket_loads_as_empty()
    {
        var bucket = await MakeAsync();
        Assert.Empty(await bucket.LoadAsync(default));
        Assert.Equal(0UL, (await bucket.InfoAsync(default)).LastRevision);
    }

    [Fact]
    public async Task All_keys_are_told_with_those_that_are_deleted()
    {
        var bucket = await MakeAsync();
        foreach (var key in new[] { "e1.default.web", "e2.default.web", "e3.default.web", "other" })
            await bucket.PutAsync(key, Bytes("of " + key), null, default);
        await bucket.DeleteAsync("e3.default.web", null, default);
        var all = await bucket.LoadAllAsync(default);
        Assert.Equal(["e1.default.web", "e2.default.web", "other"], all.Live.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("of e1.default.web", Text(all.Live.Single(entry => entry.Key == "e1.default.web").Value));
        Assert.Equal(["e3.default.web"], all.Deleted);
    }

    [Fact]
    public async Task Five_thousand_writes_are_written_and_loaded_whole()
    {
        var bucket = await MakeAsync();
        var outcomes = await bucket.PutManyAsync(Writes(5000, _ => 0), default);
        Assert.Equal(5000, outcomes.Count);
        Assert.All(outcomes, o => Assert.True(o.Written, o.Error));
        var loaded = (await bucket.LoadAsync(default)).ToDictionary(e => e.Key);
        Assert.Equal(5000, loaded.Count);
        for (var i = 0; i < 5000; i++)
        {
            Assert.Equal((outcomes[i].Revision, $"value {i}"), (loaded[$"k{i}"].Revision, Text(loaded[$"k{i}"].Value)));
        }

        Assert.Equal(outcomes.Max(o => o.Revision), (await bucket.InfoAsync(default)).LastRevision);
    }

    [Fact]
    public async Task Conflicts_among_many_are_told_exactly_and_the_others_are_written()
    {
        var bucket = await MakeAsync();
        var first = await bucket.PutManyAsync(Writes(2500, _ => 0), default);
        HashSet<int> wrong = [0, 1234, 2499];
        var second = await bucket.PutManyAsync(Writes(2500, i => wrong.Contains(i) ? 999_999 : first[i].Revision), default);
        for (var i = 0; i < 2500; i++)
        {
            Assert.Equal((wrong.Contains(i), !wrong.Contains(i), ""), (second[i].Conflict, second[i].Written, second[i].Error));
            if (second[i].Written)
            {
                Assert.True(second[i].Revision > first[i].Revision);
            }
        }

        var loaded = (await bucket.LoadAsync(default)).ToDictionary(e => e.Key);
        Assert.Equal(first[1234].Revision, loaded["k1234"].Revision);
        Assert.Equal(second[1235].Revision, loaded["k1235"].Revision);
    }

    [Fact]
    public async Task Few_writes_without_a_check_and_none_at_all()
    {
        var bucket = await MakeAsync();
        Assert.Empty(await bucket.PutManyAsync([], default));
        var outcomes = await bucket.PutManyAsync([new("a", Bytes("1"), null), new("b", Bytes("2"), 0), new("a", Bytes("3"), null)], default);
        Assert.All(outcomes, o => Assert.True(o.Written, o.Error));
        Assert.Equal("3", Text((await bucket.GetAsync("a", default))!.Value));
    }

    [Fact]
    public async Task A_key_written_twice_in_one_call_keeps_the_last()
    {
        var bucket = await MakeAsync();
        var outcomes = await bucket.PutManyAsync([.. Writes(50, _ => null), new("k7", Bytes("last"), null)], default);
        Assert.All(outcomes, o => Assert.True(o.Written, o.Error));
        Assert.Equal(("last", outcomes[50].Revision), (Text((await bucket.GetAsync("k7", default))!.Value), (await bucket.GetAsync("k7", default))!.Revision));
    }

    [Fact]
    public async Task Values_of_every_size_up_to_the_limit_and_none_above()
    {
        var bucket = await MakeAsync();
        await bucket.PutAsync("large", new byte[1_000_000], null, default);
        Assert.Equal(1_000_000, (await bucket.GetAsync("large", default))!.Value.Length);
        await bucket.PutAsync("empty", default, null, default);
        Assert.Equal(0, (await bucket.GetAsync("empty", default))!.Value.Length);
        Assert.Equal(2, (await bucket.LoadAsync(default)).Count);
        var refused = await Assert.ThrowsAsync<BucketRefusedException>(() => bucket.PutAsync("larger", new byte[1 << 20], null, default));
        Assert.Contains("1048576 bytes", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BucketRefusedException>(() => bucket.PutManyAsync([new("larger", new byte[1 << 20], null)], default));
    }

    [Fact]
    public async Task A_wiped_bucket_has_another_life()
    {
        var bucket = await MakeAsync();
        await bucket.PutAsync("a", Bytes("1"), null, default);
        var before = await bucket.InfoAsync(default);
        await WipeAsync(bucket);
        var after = await bucket.InfoAsync(default);
        Assert.NotEqual(before.Created, after.Created);
        Assert.Equal((0UL, 0UL), (after.LastRevision, after.Messages));
        Assert.Empty(await bucket.LoadAsync(default));
    }

    [Fact]
    public async Task A_removed_bucket_is_gone_and_not_empty()
    {
        var bucket = await MakeAsync();
        await bucket.PutAsync("a", Bytes("1"), null, default);
        await RemoveAsync(bucket);
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.InfoAsync(default));
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.LoadAsync(default));
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.GetAsync("a", default));
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.PutAsync("a", Bytes("1"), null, default));
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.DeleteAsync("a", null, default));
        await Assert.ThrowsAsync<BucketGoneException>(() => bucket.PutManyAsync(Writes(3, _ => null), default));
    }

    [Fact]
    public async Task A_cancelled_call_says_so()
    {
        var bucket = await MakeAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bucket.InfoAsync(new CancellationToken(true)));
    }

    protected static BucketWrite[] Writes(int count, Func<int, ulong?> expected) =>
        [.. Enumerable.Range(0, count).Select(i => new BucketWrite($"k{i}", Bytes($"value {i}"), expected(i)))];

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
