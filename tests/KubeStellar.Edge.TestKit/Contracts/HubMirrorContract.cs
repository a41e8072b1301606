using System.Text;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every hub mirror does.</summary>
public abstract class HubMirrorContract
{
    private static readonly DateTimeOffset Day = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected abstract IHubMirror Reopen();

    [Fact]
    public async Task A_new_one_is_empty_and_intact()
    {
        Assert.Empty(await Reopen().LoadAsync(default));
    }

    [Fact]
    public async Task Entries_and_life_survive_a_restart()
    {
        await Reopen().WriteAsync(Buckets.Edges, new MirrorLife(Day, 7), [Entry("a", "1", 6), Entry("b", "2", 7)], default);
        await Reopen().WriteAsync(Buckets.Edges, new MirrorLife(Day, 9), [Entry("a", "3", 8), new MirrorWrite("b", null, 9)], default);
        var bucket = Assert.Single(await Reopen().LoadAsync(default));
        Assert.Equal((Buckets.Edges, new MirrorLife(Day, 9)), (bucket.Name, bucket.Life));
        var entry = Assert.Single(bucket.Entries);
        Assert.Equal(("a", "3", 8UL), (entry.Key, Encoding.UTF8.GetString(entry.Value!.Value.Span), entry.Revision));
    }

    [Fact]
    public async Task A_bucket_can_be_replaced_and_others_stay()
    {
        await Reopen().WriteAsync(Buckets.Edges, new MirrorLife(Day, 7), [Entry("a", "1", 6), Entry("b", "2", 7)], default);
        await Reopen().WriteAsync(Buckets.Workloads, new MirrorLife(Day, 1), [Entry("w", "1", 1)], default);
        await Reopen().ReplaceAsync(new MirrorBucket(Buckets.Edges, new MirrorLife(Day, 1), [Entry("c", "1", 1)]), default);
        var buckets = await Reopen().LoadAsync(default);
        Assert.Equal(["c"], buckets.Single(bucket => bucket.Name == Buckets.Edges).Entries.Select(entry => entry.Key));
        Assert.Equal(["w"], buckets.Single(bucket => bucket.Name == Buckets.Workloads).Entries.Select(entry => entry.Key));
    }

    protected static MirrorWrite Entry(string key, string value, ulong revision) => new(key, Encoding.UTF8.GetBytes(value), revision);
}
