using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class ManifestsTargetTests : TargetContract, IDisposable
{
    private readonly TestFolder _folder = new();

    private string Dir => _folder["manifests"];

    public void Dispose() => _folder.Dispose();

    protected override ITarget Reopen() => Open(new ManifestFolder(Dir, RealDisk.Instance));

    protected override async Task PutForeignAsync(ObjectKey key, byte[] content)
    {
        Directory.CreateDirectory(Dir);
        await File.WriteAllBytesAsync(FileOf(key), content);
    }

    protected override async Task TamperAsync(ObjectKey key, byte[]? content)
    {
        if (content is null)
        {
            File.Delete(FileOf(key));
        }
        else
        {
            await File.WriteAllBytesAsync(FileOf(key), content);
        }
    }

    protected override async Task<byte[]?> PeekAsync(ObjectKey key) => File.Exists(FileOf(key)) ? await File.ReadAllBytesAsync(FileOf(key)) : null;

    [Fact]
    public async Task Files_are_private_and_nothing_else_lies_about()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        Assert.Equal([".kse-index", "40-configmap-shop-a.json"], Names());
        Assert.All(Directory.GetFiles(Dir), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task What_a_killed_run_left_is_cleaned_and_nothing_of_others()
    {
        Directory.CreateDirectory(Dir);
        await File.WriteAllTextAsync(Path.Combine(Dir, ".kse-tmp-40-configmap-shop-a.json"), "{");
        await File.WriteAllTextAsync(Path.Combine(Dir, ".tmp-other"), "theirs");
        await File.WriteAllTextAsync(Path.Combine(Dir, "notes.json"), "theirs");
        await IntendAsync(Reopen(), "a");
        Assert.Equal([".kse-index", ".tmp-other", "notes.json"], Names());
    }

    [Fact]
    public async Task A_lost_or_damaged_index_cannot_tell_and_what_matches_the_inventory_is_still_ours()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await ApplyAsync(target, "b", "1");
        await File.WriteAllTextAsync(Path.Combine(Dir, ".kse-index"), "{\"v\":1,\"objects\":[{");
        target = Reopen();
        Assert.Null(await target.ListTrackedAsync(default));
        Assert.Contains(".kse-index.damaged", Names());
        await TamperAsync(Key("b"), Bytes("b", "x"));
        await target.IntendAsync([Line("a", Bytes("a", "1")), Line("b", Bytes("b", "1"))], default);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "2"));
        Assert.Equal("Conflict", (await ApplyAsync(target, "b", "2")).Reason);
        Assert.Equal(TargetOutcome.Unchanged, await target.RemoveAsync(Line("b", Bytes("b", "1")), default));
        Assert.NotNull(await PeekAsync(Key("b")));
    }

    [Fact]
    public async Task A_removal_without_an_index_takes_only_what_the_inventory_vouches_for()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        File.Delete(Path.Combine(Dir, ".kse-index"));
        Assert.Equal(TargetOutcome.Applied, await Reopen().RemoveAsync(Line("a", Bytes("a", "1")), default));
        Assert.Null(await PeekAsync(Key("a")));
    }

    [Fact]
    public async Task A_folder_that_was_taken_away_is_made_again()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        Directory.Delete(Dir, recursive: true);
        Assert.False((await target.ObserveAsync(Wanted("a", "1"), default)).Exists);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "1"));
        Assert.Equal([".kse-index", "40-configmap-shop-a.json"], Names());
    }

    [Fact]
    public async Task A_file_that_turns_up_between_intention_and_first_write_is_not_overwritten()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await PutForeignAsync(Key("a"), Bytes("a", "theirs"));
        Assert.Equal("Conflict", (await ApplyAsync(target, "a", "1")).Reason);
        await target.RemoveAsync(Line("a", null), default);
        Assert.Equal("Conflict", (await ApplyAsync(Reopen(), "a", "1")).Reason);
        Assert.Equal(Bytes("a", "theirs"), await PeekAsync(Key("a")));
    }

    [Fact]
    public async Task A_folder_or_a_dangling_link_in_the_way_costs_only_its_object()
    {
        Directory.CreateDirectory(Path.Combine(Dir, "40-configmap-shop-a.json"));
        File.CreateSymbolicLink(FileOf(Key("b")), Path.Combine(Dir, "nowhere"));
        var target = Reopen();
        await IntendAsync(target, "a", "b", "c");
        Assert.NotEqual(TargetOutcomeKind.Done, (await ApplyAsync(target, "a", "1")).Kind);
        Assert.Equal("Conflict", (await ApplyAsync(target, "b", "1")).Reason);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "c", "1"));
    }

    [Fact]
    public async Task Two_keys_with_one_readable_name_get_two_files()
    {
        var one = Line("a", null) with { Key = new ObjectKey("apps", "Deployment", "shop", "a") };
        var two = Line("a", null) with { Key = new ObjectKey("extensions", "Deployment", "shop", "a") };
        var target = Reopen();
        await target.IntendAsync([two], default);
        await target.IntendAsync([one, two], default);
        foreach (var line in new[] { one, two })
        {
            Assert.Equal(TargetOutcome.Applied, await target.ApplyAsync(new TargetObject(line.Policy, new ManifestEntry(line.Key, default), Bytes("a", line.Key.Group)), line, default));
        }

        Assert.Equal(3, Names().Length);
        Assert.Equal(Bytes("a", "extensions"), await File.ReadAllBytesAsync(Path.Combine(Dir, "40-deployment-shop-a.json")));
    }

    [Fact]
    public async Task A_name_that_looks_like_anothers_with_its_digest_takes_nothing_from_it()
    {
        var odd = Line("a", null) with { Key = new ObjectKey("rbac.authorization.k8s.io", "ClusterRole", "", "system:node") };
        var posing = odd with { Key = odd.Key with { Name = "system-node-39e2a53f6bc7" } };
        var target = Reopen();
        await target.IntendAsync([posing], default);
        Assert.Equal(TargetOutcome.Applied, await target.IntendAsync([posing, odd], default));
        Assert.Equal(2, (await Reopen().ListTrackedAsync(default))!.Count);
    }

    [Theory]
    [InlineData(28, "DiskFull")]
    [InlineData(122, "DiskFull")]
    [InlineData(30, "ReadOnly")]
    [InlineData(5, "WriteFailed")]
    [InlineData(13, "Forbidden")]
    public async Task A_disk_that_refuses_is_an_outcome_and_it_goes_on_when_there_is_room(int number, string reason)
    {
        var folder = new FaultyFolder(new ManifestFolder(Dir, RealDisk.Instance));
        var target = Open(folder);
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        folder.Fault = number == 13 ? new UnauthorizedAccessException() : new IOException("refused", number);
        foreach (var outcome in new[] { await target.IntendAsync([Line("a", null), Line("b", null)], default), await ApplyAsync(target, "a", "2"), await target.RemoveAsync(Line("a", null), default) })
        {
            Assert.Equal((TargetOutcomeKind.Waiting, false, reason), (outcome.Kind, outcome.Changed, outcome.Reason));
        }

        Assert.Equal(Bytes("a", "1"), await PeekAsync(Key("a")));
        folder.Fault = null;
        await IntendAsync(target, "a", "b");
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "2"));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "b", "1"));
    }

    [Fact]
    public async Task Unreadable_is_not_missing()
    {
        var folder = new FaultyFolder(new ManifestFolder(Dir, RealDisk.Instance)) { ReadFault = new IOException("bad sector", 5) };
        var target = Open(folder);
        Assert.Null(await target.ListTrackedAsync(default));
        var state = await target.ObserveAsync(Wanted("a", "1"), default);
        Assert.Equal((Health.Unknown, "Unreadable"), (state.Health, state.Reason));
    }

    [Fact]
    public async Task A_watch_says_anything_when_the_folder_is_not_there()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var changes = Open(new ManifestFolder(_folder["nowhere"], RealDisk.Instance)).WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        Assert.Null(changes.Current.Key);
    }

    private static ManifestsTarget Open(IManifestFolder folder) =>
        new(folder, "e1", new FolderReader(), new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);

    private string FileOf(ObjectKey key) => Path.Combine(Dir, ManifestFileName.Of(key));

    private string[] Names() => [.. Directory.GetFileSystemEntries(Dir).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
