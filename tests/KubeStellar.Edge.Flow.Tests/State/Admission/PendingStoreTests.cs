using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Admission;

public sealed class PendingStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SideMirror _mirror = new();
    private readonly MemoryBuckets _buckets;
    private readonly HubRecords _records;
    private readonly PendingStore _store;

    public PendingStoreTests()
    {
        _buckets = MemoryBuckets.Made(_time);
        _records = new HubRecords(_buckets, _mirror, new BucketLedger());
        _store = Store();
    }

    [Fact]
    public async Task What_waits_is_durable_and_an_id_can_be_asked_for_again_after_it_was_free()
    {
        Assert.Equal("", await _store.AskAsync("store-1", Device("UA", "t1"), None));
        Assert.Equal("UA", Assert.Single((await Store().OfAsync("store-1", None))!.Devices).PublicKey);

        Assert.Empty((await _store.ChangeAsync("store-1", record => record with { Devices = [] }, None)).Devices);
        Assert.Null(await _store.OfAsync("store-1", None));
        Assert.DoesNotContain(await ((IBuckets)_buckets)[Buckets.Hub].LoadAsync(None), entry => entry.Key.StartsWith("pending.", StringComparison.Ordinal));
        Assert.Equal("", await _store.AskAsync("store-1", Device("UB", "t1"), None));
        Assert.Equal("UB", Assert.Single((await Store().OfAsync("store-1", None))!.Devices).PublicKey);
    }

    [Fact]
    public async Task Ids_tokens_and_the_whole_are_bounded_and_who_waits_already_is_not_refused()
    {
        var store = Store(options => (options.PendingPerEdge, options.PendingPerToken, options.MaxPending) = (2, 3, 4));
        Assert.Equal("", await store.AskAsync("e1", Device("UA", "t1"), None));
        Assert.Equal("", await store.AskAsync("e1", Device("UB", "t1"), None));
        Assert.Contains("ask for the id e1 already", await store.AskAsync("e1", Device("UC", "t1"), None), StringComparison.Ordinal);
        Assert.Equal("", await store.AskAsync("e2", Device("UC", "t1"), None));
        Assert.Contains("with this token wait already", await store.AskAsync("e3", Device("UD", "t1"), None), StringComparison.Ordinal);
        Assert.Equal("", await store.AskAsync("e3", Device("UD", "t2"), None));
        Assert.Equal("4 devices wait already", await store.AskAsync("e4", Device("UE", "t3"), None));
        Assert.Equal("", await store.AskAsync("e3", Device("UD", "t3"), None));

        await store.ForgetTokenAsync("t1", None);
        Assert.Equal(["e3"], (await store.ListAsync(None)).Select(record => record.Edge));
        Assert.Equal("", await store.AskAsync("e4", Device("UE", "t1"), None));
        _time.Advance(TimeSpan.FromDays(8));
        Assert.Empty(await store.ListAsync(None));
    }

    [Fact]
    public async Task Many_at_once_exceed_no_bound_and_lose_nobody()
    {
        var store = Store(options => options.PendingPerToken = 20);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => store.AskAsync($"e{i % 10}", Device($"U{i}", "t1"), None))));
        Assert.Equal(20, answers.Count(answer => answer.Length == 0));
        Assert.Equal(20, (await store.ListAsync(None)).Sum(record => record.Devices.Count));
    }

    public void Dispose()
    {
        _store.Dispose();
        _records.Dispose();
    }

    private PendingStore Store(Action<AdmissionOptions>? set = null)
    {
        var options = new AdmissionOptions();
        set?.Invoke(options);
        return new PendingStore(_records, _time, Options.Create(options));
    }

    private PendingDevice Device(string key, string token) => new(key, "x", token, _time.GetUtcNow());
}
