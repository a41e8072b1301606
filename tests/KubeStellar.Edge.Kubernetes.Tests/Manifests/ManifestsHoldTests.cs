using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class ManifestsHoldTests : IDisposable
{
    private static readonly TrackedObject Line = new(new ObjectKey("", "ConfigMap", "shop", "a"), new PolicyKey("default", "p"), default, true);
    private readonly TestFolder _folder = new();

    private string Dir => _folder["manifests"];

    private string Index => Path.Combine(Dir, ManifestIndex.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_second_daemon_is_refused_while_the_first_lives()
    {
        using (ManifestsHold.Take(Dir, "e1"))
        {
            foreach (var edge in new[] { "e1", "e2" })
                Assert.Contains(Dir, Assert.Throws<TargetTakenException>(() => ManifestsHold.Take(Dir, edge)).Message, StringComparison.Ordinal);
        }

        using var again = ManifestsHold.Take(Dir, "e1");
    }

    [Fact]
    public async Task A_folder_of_another_edge_is_refused_until_its_index_is_moved_away()
    {
        using (var first = ManifestsHold.Take(Dir, "e1"))
            await Open(first.Folder, "e1").IntendAsync([Line], default);
        var refused = Assert.Throws<TargetTakenException>(() => ManifestsHold.Take(Dir, "e2")).Message;
        Assert.Contains("'e1'", refused, StringComparison.Ordinal);
        Assert.Contains(Index, refused, StringComparison.Ordinal);
        File.Move(Index, Index + ".old");
        using var second = ManifestsHold.Take(Dir, "e2");
    }

    [Fact]
    public async Task An_index_without_an_owner_is_adopted_though_nothing_else_changes()
    {
        await Open(new ManifestFolder(Dir, RealDisk.Instance), "e1").IntendAsync([Line], default);
        var before = (await File.ReadAllTextAsync(Index)).Replace("\"edge\": \"e1\"", "\"other\": 1", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Index, before);
        using var hold = ManifestsHold.Take(Dir, "e2");
        var target = Open(hold.Folder, "e2");
        Assert.Equal(TargetOutcome.Applied, await target.IntendAsync([Line], default));
        Assert.Equal(TargetOutcome.Unchanged, await target.IntendAsync([Line], default));
        Assert.Contains("\"edge\": \"e2\"", await File.ReadAllTextAsync(Index), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_of_another_that_turns_up_late_stops_every_step()
    {
        await Open(new ManifestFolder(Dir, RealDisk.Instance), "e1").IntendAsync([Line], default);
        var late = Open(new ManifestFolder(Dir, RealDisk.Instance), "e2");
        Assert.Null(await late.ListTrackedAsync(default));
        foreach (var outcome in new[] { await late.IntendAsync([], default), await late.RemoveAsync(Line, default) })
        {
            Assert.Equal(TargetOutcomeKind.Waiting, outcome.Kind);
            Assert.Contains("belongs to edge 'e1'", outcome.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_does_not_keep_an_edge_from_starting()
    {
        await File.WriteAllTextAsync(_folder["file"], "");
        using var hold = ManifestsHold.Take(Path.Combine(_folder["file"], "below"), "e1");
        Assert.Equal(TargetOutcomeKind.Waiting, (await Open(hold.Folder, "e1").IntendAsync([Line], default)).Kind);
    }

    private static ManifestsTarget Open(ManifestFolder folder, string edge) =>
        new(folder, edge, new FolderReader(), new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);
}
