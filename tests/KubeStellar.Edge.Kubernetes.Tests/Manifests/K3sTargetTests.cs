using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class K3sTargetTests : FormContract
{
    private const int KeptDays = 30;
    private const int LeastDays = 2;

    private protected override FolderReader Reader { get; } = new K3sReader();

    protected override async Task<byte[]?> PeekAsync(ObjectKey key) => File.Exists(FileOf(key)) && !IsTombstone(FileOf(key)) ? await base.PeekAsync(key) : null;

    [Fact]
    public async Task A_removed_object_leaves_a_tombstone_and_k3s_takes_it_away()
    {
        var k3s = new K3sStandIn(Dir);
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        k3s.Read();
        Assert.Single(k3s.Cluster);
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", Bytes("a", "1")), default));
        await IntendAsync(target);
        Assert.Empty((await Reopen().ListTrackedAsync(default))!);
        k3s.Read();
        Assert.Empty(k3s.Cluster);
        Assert.Empty(k3s.Refused);
        Assert.True(IsTombstone(FileOf(Key("a"))));
    }

    [Fact]
    public async Task A_file_that_somebody_took_away_is_removed_from_the_cluster_all_the_same()
    {
        var k3s = new K3sStandIn(Dir);
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        k3s.Read();
        await TamperAsync(Key("a"), null);
        await target.RemoveAsync(Line("a", Bytes("a", "1")), default);
        k3s.Read();
        Assert.Empty(k3s.Cluster);
    }

    [Fact]
    public async Task A_tombstone_goes_after_its_days_and_days_without_the_edge_do_not_count()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await ApplyAsync(target, "b", "1");
        await target.RemoveAsync(Line("a", Bytes("a", "1")), default);
        Time.Advance(TimeSpan.FromDays(400));
        for (var day = 0; day <= KeptDays; day++)
        {
            // Every other day it is started anew, and a day has many passes.
            target = day % 2 == 0 ? Reopen() : target;
            await IntendAsync(target, "b");
            await IntendAsync(target, "b");
            Assert.Equal(day < KeptDays, File.Exists(FileOf(Key("a"))));
            Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.NotNull(await PeekAsync(Key("b")));
        Assert.DoesNotContain("configmap", await File.ReadAllTextAsync(Path.Combine(Dir, TombstoneLedger.FileName)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_ledger_counts_anew()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        await target.RemoveAsync(Line("a", Bytes("a", "1")), default);
        await File.WriteAllTextAsync(Path.Combine(Dir, TombstoneLedger.FileName), "{");
        target = Reopen();
        for (var day = 0; day <= KeptDays; day++)
        {
            Assert.True(File.Exists(FileOf(Key("a"))));
            await IntendAsync(target, "b");
            Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.False(File.Exists(FileOf(Key("a"))));
    }

    [Fact]
    public async Task Too_many_tombstones_go_earlier_but_not_at_once()
    {
        const int extra = 20;
        var target = Reopen();
        var names = Enumerable.Range(0, TombstoneLedger.Most + extra).Select(i => $"n{i}").ToArray();
        await IntendAsync(target, "a");
        foreach (var name in names)
        {
            await File.WriteAllBytesAsync(FileOf(Key(name)), K3sFolder.Tombstone.ToArray());
        }

        target = Reopen();
        for (var day = 0; day <= LeastDays; day++)
        {
            Assert.Equal(names.Length, Tombstones());
            await IntendAsync(target, "a");
            Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(TombstoneLedger.Most, Tombstones());
    }

    [Fact]
    public async Task A_skip_file_is_said_of_an_object_that_comes_and_of_one_that_goes()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        var skip = FileOf(Key("a")) + ".skip";
        await File.WriteAllTextAsync(skip, "");
        Assert.Equal((TargetOutcomeKind.Stalled, "Skipped"), Of(await ApplyAsync(target, "a", "2")));
        Assert.Equal(Bytes("a", "2"), await PeekAsync(Key("a")));
        var state = await target.ObserveAsync(Wanted("a", "2"), default);
        Assert.Equal((Health.Failed, "Skipped"), (state.Health, state.Reason));
        Assert.Contains(Path.GetFileName(skip), state.Message, StringComparison.Ordinal);
        Assert.Equal((TargetOutcomeKind.Stalled, "Skipped"), Of(await target.RemoveAsync(Line("a", Bytes("a", "2")), default)));
        File.Delete(skip);
        Assert.Equal(TargetOutcome.Unchanged, await target.RemoveAsync(Line("a", Bytes("a", "2")), default));
    }

    [Fact]
    public async Task A_skip_file_is_a_hint_at_its_object()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var changes = target.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        var next = changes.MoveNextAsync();
        await File.WriteAllTextAsync(FileOf(Key("a")) + ".skip", "", limit.Token);
        Assert.True(await next);
        Assert.Equal(Key("a"), changes.Current.Key);
    }

    [Fact]
    public async Task A_folder_of_the_plain_form_is_taken_over_under_names_that_k3s_takes()
    {
        var dotted = Line("a", null) with { Key = Key("a.b") };
        var plain = new ManifestsTarget(new ManifestFolder(Dir, RealDisk.Instance), "e1", new FolderReader(), Watch(), NullLogger<ManifestsTarget>.Instance);
        await plain.IntendAsync([dotted], default);
        await plain.ApplyAsync(Wanted("a.b", "1"), dotted, default);
        var target = Reopen();
        await target.IntendAsync([dotted], default);
        await target.ApplyAsync(Wanted("a.b", "1"), dotted, default);
        var k3s = new K3sStandIn(Dir);
        k3s.Read();
        Assert.Equal([Path.GetFileName(FileOf(Key("a.b")))], Directory.GetFiles(Dir, "*.json").Select(Path.GetFileName));
        Assert.Single(k3s.Cluster);
    }

    [Fact]
    public async Task A_tombstone_on_a_full_disk_is_an_outcome_and_comes_later()
    {
        var folder = new FaultyFolder(new ManifestFolder(Dir, RealDisk.Instance));
        var target = Open(folder);
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        folder.Fault = new IOException("refused", 28);
        Assert.Equal((TargetOutcomeKind.Waiting, "DiskFull"), Of(await target.RemoveAsync(Line("a", Bytes("a", "1")), default)));
        folder.Fault = null;
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(Line("a", Bytes("a", "1")), default));
    }

    private static (TargetOutcomeKind Kind, string Reason) Of(TargetOutcome outcome) => (outcome.Kind, outcome.Reason);

    private static ManifestsWatch Watch() => new(TimeProvider.System, NullLogger<ManifestsWatch>.Instance);

    private static bool IsTombstone(string path) => File.ReadAllBytes(path).AsSpan().SequenceEqual(K3sFolder.Tombstone);

    private int Tombstones() => Directory.GetFiles(Dir, "*.json").Count(IsTombstone);
}
