using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class QuadletTargetTests : FormContract
{
    private static readonly TargetObject Web = Object(
        """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"template":{"spec":{"containers":[{"envFrom":[{"configMapRef":{"name":"a"}},{"secretRef":{"name":"s"}}],"image":"x","name":"c"}],"volumes":[{"configMap":{"name":"elsewhere"},"name":"v"}]}}}}""");

    private static readonly TargetObject Secret = Object("""{"apiVersion":"v1","data":{},"kind":"Secret","metadata":{"name":"s","namespace":"shop"}}""");
    private static readonly TargetObject Pod = Object("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[]}}""");

    private protected override FolderReader Reader { get; } = new QuadletReader();

    private static TargetObject Map => Wanted("a", "1");

    [Fact]
    public async Task A_workload_is_a_YAML_of_all_it_needs_and_a_unit_beside_it()
    {
        var target = Reopen();
        await IntendAsync(target, Map, Secret, Web);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Secret));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Map));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Web));
        Assert.Equal(TargetOutcome.Unchanged, await ApplyAsync(target, Web));
        Assert.Equal(string.Join("\n---\n", new[] { Web, Map, Secret }.Select(one => Encoding.UTF8.GetString(one.Content.Span))) + "\n", await File.ReadAllTextAsync(FileOf(KeyOf(Web))));
        var unit = await File.ReadAllLinesAsync(UnitOf(Web));
        Assert.Contains($"Yaml={NameOf(KeyOf(Web))}", unit);
        Assert.Contains("[Kube]", unit);
        Assert.Contains("WantedBy=default.target", unit);

        // What is used without being a workload has no unit: podman refuses to play it alone.
        Assert.Equal([Path.GetFileName(UnitOf(Web))], Directory.GetFiles(Dir, "*.kube").Select(Path.GetFileName));
        Assert.Equal(KeyOf(Web), (await Reopen().ListTrackedAsync(default))!.Single(line => line.Content == Web.Entry.Content).Key);
    }

    [Fact]
    public async Task What_a_workload_uses_is_taken_up_when_it_comes_and_when_it_changes()
    {
        var target = Reopen();
        await IntendAsync(target, Map, Web);
        await ApplyAsync(target, Web);
        Assert.DoesNotContain("\"v\":\"1\"", await File.ReadAllTextAsync(FileOf(KeyOf(Web))), StringComparison.Ordinal);
        foreach (var value in new[] { "1", "2" })
        {
            await ApplyAsync(target, Wanted("a", value));
            Assert.False((await target.ObserveAsync(Web, default)).Matches);
            Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Web));
            Assert.Contains($"\"v\":\"{value}\"", await File.ReadAllTextAsync(FileOf(KeyOf(Web))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_change_of_what_others_use_may_concern_any()
    {
        var target = Reopen();
        await IntendAsync(target, Map, Web);
        await ApplyAsync(target, Web);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var changes = target.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await changes.MoveNextAsync());
        var next = changes.MoveNextAsync();
        await ApplyAsync(target, Map);
        Assert.True(await next);
        Assert.Null(changes.Current.Key);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_unit_that_is_gone_or_changed_is_written_anew(bool gone)
    {
        var target = Reopen();
        await IntendAsync(target, Pod);
        await ApplyAsync(target, Pod);
        var unit = await File.ReadAllTextAsync(UnitOf(Pod));
        if (gone)
            File.Delete(UnitOf(Pod));
        else
            await File.WriteAllTextAsync(UnitOf(Pod), "[Kube]\n");
        Assert.False((await target.ObserveAsync(Pod, default)).Matches);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Pod));
        Assert.Equal(unit, await File.ReadAllTextAsync(UnitOf(Pod)));
    }

    [Fact]
    public async Task A_removed_workload_leaves_what_its_service_needs_to_stop_for_a_while()
    {
        var target = Reopen();
        await IntendAsync(target, Pod, Map);
        await ApplyAsync(target, Pod);
        await ApplyAsync(target, Map);
        Assert.Equal(TargetOutcome.Applied, await target.RemoveAsync(LineOf(Pod), default));
        Assert.Equal(TargetOutcome.Unchanged, await target.RemoveAsync(LineOf(Pod), default));
        Assert.False(File.Exists(UnitOf(Pod)));
        await IntendAsync(target, Map);
        Assert.Equal([KeyOf(Map)], (await Reopen().ListTrackedAsync(default))!.Select(line => line.Key));
        for (var day = 0; day <= 30; day++)
        {
            Assert.True(File.Exists(FileOf(KeyOf(Pod))));
            await ApplyAsync(target, Map);
            Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.False(File.Exists(FileOf(KeyOf(Pod))));
        Assert.True(File.Exists(FileOf(KeyOf(Map))));
    }

    [Fact]
    public async Task A_workload_that_comes_back_takes_its_files_again()
    {
        var target = Reopen();
        await IntendAsync(target, Pod);
        await ApplyAsync(target, Pod);
        await target.RemoveAsync(LineOf(Pod), default);
        await IntendAsync(target);
        target = Reopen();
        await IntendAsync(target, Pod);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, Pod));
        Assert.True(File.Exists(UnitOf(Pod)));
    }

    [Fact]
    public async Task A_second_of_one_name_is_refused_since_podman_has_no_namespaces()
    {
        var other = Object("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"depot"},"spec":{"containers":[]}}""");
        var target = Reopen();
        await IntendAsync(target, Pod, other);
        await ApplyAsync(target, Pod);
        var outcome = await ApplyAsync(target, other);
        Assert.Equal((TargetOutcomeKind.Stalled, "NameTaken"), (outcome.Kind, outcome.Reason));
        Assert.Contains("namespace shop", outcome.Message, StringComparison.Ordinal);
        await target.RemoveAsync(LineOf(Pod), default);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, other));
    }

    [Theory]
    [InlineData("v1", "Service")]
    [InlineData("apps/v1", "DaemonSet")]
    [InlineData("batch/v1", "Job")]
    [InlineData("v1", "Namespace")]
    [InlineData("other/v1", "Pod")]
    public async Task Other_kinds_are_refused_with_a_sentence(string version, string kind)
    {
        var wanted = Object($$$"""{"apiVersion":"{{{version}}}","kind":"{{{kind}}}","metadata":{"name":"a"}}""");
        var target = Reopen();
        await IntendAsync(target, wanted);
        var outcome = await ApplyAsync(target, wanted);
        Assert.Equal((TargetOutcomeKind.Stalled, "KindNotAllowed"), (outcome.Kind, outcome.Reason));
        Assert.Contains(kind, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_file_that_is_half_written_ends_like_a_unit()
    {
        var folder = new ManifestFolder(Dir, RealDisk.Instance);
        folder.Prepare();
        using var seen = new FileSystemWatcher(Dir);
        var names = new System.Collections.Concurrent.ConcurrentBag<string>();
        var last = new TaskCompletionSource();
        seen.Created += (_, change) => names.Add(change.Name!);
        seen.Renamed += (_, change) =>
        {
            if (change.Name == "end.kube")
                last.TrySetResult();
        };
        seen.EnableRaisingEvents = true;
        folder.Write("a.kube", "x"u8, replace: true);
        folder.Write("end.kube", "x"u8, replace: true);
        await last.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Equal(".part", Path.GetExtension(name)));
    }

    [Fact]
    public async Task A_kill_at_any_write_leaves_no_unit_without_its_YAML_and_the_next_pass_ends_it()
    {
        for (var steps = 0; steps < 12; steps++)
        {
            var faults = new FaultyFolder(new ManifestFolder(Dir, RealDisk.Instance)) { StepsLeft = steps };
            var target = Open(faults);
            try
            {
                await IntendAsync(target, Map, Web, Pod);
                await ApplyAsync(target, Map);
                await ApplyAsync(target, Web);
                await ApplyAsync(target, Pod);
                await target.RemoveAsync(LineOf(Web), default);
                await IntendAsync(target, Map, Pod);
            }
            catch (InvalidOperationException)
            {
                // The kill that was asked for.
                Assert.All(Directory.GetFiles(Dir, "*.kube"), unit => Assert.True(File.Exists(Path.ChangeExtension(unit, ".yaml"))));
            }

            target = Open(new ManifestFolder(Dir, RealDisk.Instance));
            await IntendAsync(target, Map, Web, Pod);
            await ApplyAsync(target, Map);
            await ApplyAsync(target, Web);
            await target.RemoveAsync(LineOf(Pod), default);
            await IntendAsync(target, Map, Web);
            Assert.Equal([Path.GetFileName(UnitOf(Web))], Directory.GetFiles(Dir, "*.kube").Select(Path.GetFileName));
            Assert.Contains("\"v\":\"1\"", await File.ReadAllTextAsync(FileOf(KeyOf(Web))), StringComparison.Ordinal);
        }
    }

    private string UnitOf(TargetObject wanted) => Path.ChangeExtension(FileOf(KeyOf(wanted)), ".kube");
}
