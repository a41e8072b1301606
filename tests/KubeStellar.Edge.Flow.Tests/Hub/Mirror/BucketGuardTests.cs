using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Mirror;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Hub.Mirror;

public sealed class BucketGuardTests : IHubReload, IDisposable
{
    private readonly SideMirror _mirror = new();
    private readonly MemoryEventLog _events = new();
    private readonly List<(string Bucket, bool Repaired)> _reloads = [];
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _time = new();
    private readonly MemoryBuckets _buckets;
    private HubHold _hold = new();
    private BucketLedger _ledger = new();
    private HubEpochGuard _epochs = new();
    private BucketGuard _guard = null!;
    private BucketWatch _watch = null!;

    public BucketGuardTests()
    {
        _buckets = new MemoryBuckets(_time);
        Restart();
    }

    [Fact]
    public async Task The_first_start_ever_is_no_loss()
    {
        await _guard.PrepareAsync(default);
        Assert.False(_hold.Holds);
        Assert.Empty(_events.Events);
        await LookAsync();
        Assert.Empty(_reloads);
    }

    [Fact]
    public async Task A_bucket_deleted_under_a_running_hub_comes_back_under_a_higher_epoch()
    {
        await FilledAsync();
        _epochs.Take(4);
        _epochs.Claim("e9", 8);
        _buckets.Of(Buckets.Workloads).Remove();
        _time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();

        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal(9, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Hub, true), (Buckets.Workloads, true)], _reloads);
        Assert.Equal("hub.repaired", Assert.Single(_events.Events).Kind);
        Assert.False(_hold.Holds);

        _reloads.Clear();
        await LookAsync();
        await LookAsync();
        Assert.Empty(_reloads);
    }

    [Fact]
    public async Task Libraries_that_are_lost_come_back_and_a_mirror_of_before_they_were_there_is_no_loss()
    {
        await FilledAsync();
        _buckets.Of(Buckets.Libraries).Remove();
        _time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        Assert.Equal("{\"l\":1}", await TextAsync(Buckets.Libraries, "default.tiers.1/0/0"));
        Assert.Equal([(Buckets.Hub, true), (Buckets.Libraries, true)], _reloads);

        _mirror.Forget(Buckets.Libraries);
        _buckets.Of(Buckets.Libraries).Remove();
        Restart();
        await _guard.PrepareAsync(default);
        Assert.False(_hold.Holds);
        Assert.Equal(5, (await StateAsync()).Epoch);
    }

    [Fact]
    public async Task A_join_token_is_the_hubs_own_write_and_outlives_its_bucket()
    {
        await FilledAsync();
        using var records = new HubRecords(_buckets, _mirror, _ledger);
        var tokens = new TokenStore(records);
        Assert.True(await tokens.WriteAsync(new TokenRecord { Id = "t1", PublicKey = "U1", Uses = 1, UsedBy = ["e1"] }, 0, default));
        await LookAsync();
        await LookAsync();
        Assert.Empty(_reloads);

        _buckets.Of(Buckets.Hub).Remove();
        _time.Advance(TimeSpan.FromSeconds(2));
        await LookAsync();
        Assert.Equal(["e1"], (await tokens.ReadAsync("t1", default))!.Value.Record.UsedBy);
    }

    [Fact]
    public async Task All_buckets_lost_while_the_hub_was_away_are_repaired_at_start()
    {
        await FilledAsync();
        foreach (var bucket in Buckets.All)
            _buckets.Of(bucket).Remove();
        _time.Advance(TimeSpan.FromSeconds(1));
        Restart();
        await _guard.PrepareAsync(default);

        Assert.False(_hold.Holds);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal("{\"id\":\"e1\"}", await TextAsync(Buckets.Edges, "e1"));
        Assert.Equal("{\"l\":1}", await TextAsync(Buckets.Libraries, "default.tiers.1/0/0"));
        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Equal((100L, 7L), ((await StateAsync()).RevisionReserved, (await StateAsync()).NextOrder));
    }

    [Fact]
    public async Task Lost_roots_raise_the_epoch_and_lost_reports_do_not()
    {
        await FilledAsync();
        _buckets.Of(Buckets.Status).Remove();
        _time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.Equal(4, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Status, true)], _reloads);

        _reloads.Clear();
        _buckets.Of(Buckets.Desired).Remove();
        _time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.Equal(5, (await StateAsync()).Epoch);
        Assert.Equal([(Buckets.Hub, true), (Buckets.Desired, true)], _reloads);
    }

    [Fact]
    public async Task A_damaged_mirror_holds_across_restarts_until_a_person_accepts()
    {
        await FilledAsync();
        _buckets.Of(Buckets.Workloads).Remove();
        _mirror.Damaged = true;
        Restart();
        await _guard.PrepareAsync(default);
        Assert.Contains("damaged", _hold.Reason, StringComparison.Ordinal);
        Assert.Null(await TextAsync(Buckets.Workloads, "default.a"));
        Assert.Equal("hub.held", _events.Events[^1].Kind);

        Restart();
        await _guard.PrepareAsync(default);
        Assert.True(_hold.Holds);

        await _guard.AcceptAsync(default);
        Assert.False(_hold.Holds);
        Assert.Equal(5, (await StateAsync()).Epoch);
        await LookAsync();
        Assert.Equal(Buckets.All.Count, _reloads.Count);

        Restart();
        await _guard.PrepareAsync(default);
        Assert.False(_hold.Holds);
    }

    [Fact]
    public async Task An_empty_mirror_with_roots_in_the_bucket_holds()
    {
        await FilledAsync();
        _mirror.Clear();
        Restart();
        await _guard.PrepareAsync(default);
        Assert.Contains("mirror is empty", _hold.Reason, StringComparison.Ordinal);
        Assert.Equal("{\"a\":1}", await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task A_loss_with_a_mirror_that_fails_under_a_running_hub_holds_and_deletes_nothing()
    {
        await FilledAsync();
        _mirror.Damaged = true;
        _buckets.Of(Buckets.Edges).Remove();
        _time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync();
        Assert.True(_hold.Holds);
        Assert.Empty(_reloads);
        Assert.NotNull(await TextAsync(Buckets.Workloads, "default.a"));
    }

    [Fact]
    public async Task A_foreign_write_is_taken_over_and_reaches_the_mirror_and_own_writes_are_not_foreign()
    {
        await FilledAsync();
        await PutAsync(Buckets.Workloads, "default.b", "{\"b\":1}", own: true);
        await LookAsync();
        await LookAsync();
        Assert.Empty(_reloads);

        await PutAsync(Buckets.Workloads, "default.c", "{\"c\":1}", own: false);
        await PutAsync(Buckets.Workloads, "default.d", "{\"d\":1}", own: true);
        await _buckets.Of(Buckets.Workloads).DeleteAsync("default.a", null, default);
        await LookAsync();
        await LookAsync();
        Assert.Equal([(Buckets.Workloads, false)], _reloads);
        Assert.Equal(["default.b", "default.c", "default.d"], _mirror.Of(Buckets.Workloads).Keys.Order());
        await LookAsync();
        await LookAsync();
        Assert.Single(_reloads);
    }

    [Fact]
    public async Task Writes_that_the_mirror_missed_before_a_crash_are_caught_up_at_start()
    {
        await FilledAsync();
        await _buckets.Of(Buckets.Policies).PutAsync("default.p", "{}"u8.ToArray(), null, default);
        Restart();
        await _guard.PrepareAsync(default);
        Assert.Contains("default.p", _mirror.Of(Buckets.Policies).Keys);
        Assert.Equal(4, (await StateAsync()).Epoch);
    }

    [Fact]
    public async Task A_server_that_is_away_says_nothing_about_the_buckets()
    {
        await FilledAsync();
        _buckets.Of(Buckets.Hub).Fault = () => new Flow.State.Buckets.BucketUnavailableException("away");
        await LookAsync();
        Assert.False(_hold.Holds);
        Assert.Empty(_reloads);
        Assert.Empty(_events.Events);
    }

    Task IHubReload.ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        _reloads.Add((bucket, repaired));
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _watch.Dispose();
        _guard.Dispose();
    }

    private void Restart()
    {
        _watch?.Dispose();
        _guard?.Dispose();
        (_hold, _ledger, _epochs) = (new HubHold(), new BucketLedger(), new HubEpochGuard());
        _reloads.Clear();
        var options = Options.Create(new MirrorOptions());
        var keeper = new MirrorKeeper(_buckets, _mirror, options);
        _guard = new BucketGuard(_buckets, _mirror, keeper, new EpochRaise(_buckets, _mirror, _epochs, _ledger), _hold, _ledger, _events, _time, NullLogger<BucketGuard>.Instance);
        _watch = new BucketWatch(_guard, [this], _time, options, NullLogger<BucketWatch>.Instance);
    }

    /// <summary>A hub with an object, an edge and a root, as its flow leaves it: written, mirrored, known.</summary>
    private async Task FilledAsync()
    {
        await _guard.PrepareAsync(default);
        var state = new HubRecord { Epoch = 4, RevisionReserved = 100, NextOrder = 7, Instance = "i" };
        await PutAsync(Buckets.Hub, "state", JsonSerializer.Serialize(state, ContractsJson.Default.HubRecord), true);
        await PutAsync(Buckets.Workloads, "default.a", "{\"a\":1}", true);
        await PutAsync(Buckets.Libraries, "default.tiers.1/0/0", "{\"l\":1}", true);
        await PutAsync(Buckets.Edges, "e1", "{\"id\":\"e1\"}", true);
        await PutAsync(Buckets.Desired, "e1", "{}", true);
        await LookAsync();
        Assert.Empty(_reloads);
    }

    private async Task PutAsync(string bucket, string key, string json, bool own)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var revision = await _buckets.Of(bucket).PutAsync(key, bytes, null, default);
        if (!own)
            return;
        _ledger.Wrote(bucket, revision);
        if (!Buckets.Mirrored.Contains(bucket))
            return;
        var info = await _buckets.Of(bucket).InfoAsync(default);
        await _mirror.WriteAsync(bucket, new MirrorLife(info.Created, info.LastRevision), [new MirrorWrite(key, bytes, revision)], default);
    }

    private Task LookAsync() => _watch.LookAsync(default);

    private async Task<string?> TextAsync(string bucket, string key) =>
        await _buckets.Of(bucket).GetAsync(key, default) is { } entry ? Encoding.UTF8.GetString(entry.Value.Span) : null;

    private async Task<HubRecord> StateAsync() => JsonSerializer.Deserialize((await TextAsync(Buckets.Hub, "state"))!, ContractsJson.Default.HubRecord)!;
}
