using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class MicroShiftTargetTests : FormContract
{
    private static readonly TargetObject Definition = Object(
        """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"oxen.farm.example.com"},"spec":{"group":"farm.example.com","names":{"kind":"Ox","plural":"oxen"}}}""");

    private static readonly TargetObject Ox = Object("""{"apiVersion":"farm.example.com/v1","kind":"Ox","metadata":{"name":"bob","namespace":"shop"}}""");

    private protected override FolderReader Reader { get; } = new MicroShiftReader();

    private protected override string Dir => Path.Combine(Folder["manifests.d"], "kse");

    private string Deleted => Path.Combine(Folder["manifests.d"], "delete", "kse");

    [Fact]
    public async Task The_kustomization_names_what_is_there()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        Assert.False(File.Exists(Path.Combine(Dir, "kustomization.yaml")));
        await ApplyAsync(target, "b", "1");
        await ApplyAsync(target, "a", "1");
        Assert.Equal(new[] { "a", "b" }.Select(name => NameOf(Key(name))).Order(StringComparer.Ordinal), Named(Dir));
        await target.RemoveAsync(Line("a", null), default);
        await target.RemoveAsync(Line("b", null), default);
        Assert.False(File.Exists(Path.Combine(Dir, "kustomization.yaml")));
    }

    [Fact]
    public async Task What_is_removed_moves_to_where_MicroShift_deletes_and_back()
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await ApplyAsync(target, "b", "1");
        await target.RemoveAsync(Line("a", null), default);
        Assert.Equal([NameOf(Key("a"))], Named(Deleted));
        Assert.Equal(Bytes("a", "1"), await File.ReadAllBytesAsync(Path.Combine(Deleted, NameOf(Key("a")))));
        Assert.Equal([NameOf(Key("b"))], Named(Dir));
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "2");
        Assert.Empty(Named(Deleted));
        Assert.False(File.Exists(Path.Combine(Deleted, NameOf(Key("a")))));
        Assert.Equal(2, Named(Dir).Length);
    }

    [Fact]
    public async Task What_to_delete_is_forgotten_after_two_starts_of_the_machine()
    {
        var boot = "one";
        ManifestsTarget Boot(string id)
        {
            boot = id;
            return new ManifestsTarget(
                new MicroShiftFolder(new ManifestFolder(Dir, RealDisk.Instance), new ManifestFolder(Deleted, RealDisk.Instance), TombstoneTerm.Starts(Time, () => boot)), "e1", Reader,
                new ManifestsWatch(TimeProvider.System, NullLogger<ManifestsWatch>.Instance), NullLogger<ManifestsTarget>.Instance);
        }

        var target = Boot("one");
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        await target.RemoveAsync(Line("a", null), default);
        foreach (var id in new[] { "one", "two", "two", "three" })
        {
            target = Boot(id);
            Assert.Equal([NameOf(Key("a"))], Named(Deleted));
            Time.Advance(TimeSpan.FromDays(100));
            await ApplyAsync(target, "b", "1");
        }

        Assert.Empty(Named(Deleted));
        Assert.False(File.Exists(Path.Combine(Deleted, NameOf(Key("a")))));
    }

    [Fact]
    public async Task Objects_whose_kind_is_deleted_along_are_not_named_again()
    {
        var target = Reopen();
        await IntendAsync(target, Definition, Ox);
        await ApplyAsync(target, Definition);
        await ApplyAsync(target, Ox);
        await target.RemoveAsync(LineOf(Ox), default);
        Assert.Equal([NameOf(KeyOf(Ox))], Named(Deleted));
        await target.RemoveAsync(LineOf(Definition), default);
        Assert.Equal([NameOf(KeyOf(Definition))], Named(Deleted));
    }

    [Fact]
    public async Task A_kill_at_any_write_leaves_nothing_named_that_is_not_there_and_the_next_pass_ends_it()
    {
        for (var steps = 0; steps < 12; steps++)
        {
            var faults = new FaultyFolder(new ManifestFolder(Dir, RealDisk.Instance));
            var target = Open(faults);
            await IntendAsync(target, "a", "b");
            await ApplyAsync(target, "a", "1");
            await ApplyAsync(target, "b", "1");
            faults.StepsLeft = steps;
            try
            {
                await target.RemoveAsync(Line("a", null), default);
                await ApplyAsync(target, "b", "2");
                await IntendAsync(target, "b");
            }
            catch (InvalidOperationException)
            {
                // The kill that was asked for.
                Assert.All(Named(Dir), name => Assert.True(File.Exists(Path.Combine(Dir, name))));
            }

            target = Open(new ManifestFolder(Dir, RealDisk.Instance));
            await IntendAsync(target, "a", "b");
            await target.RemoveAsync(Line("a", null), default);
            await ApplyAsync(target, "b", "2");
            await IntendAsync(target, "b");
            Assert.Equal([NameOf(Key("b"))], Named(Dir));
            Assert.Equal([NameOf(Key("a"))], Named(Deleted));
            Assert.Equal(Bytes("b", "2"), await PeekAsync(Key("b")));
        }
    }

    [Fact]
    public async Task A_kustomization_that_was_changed_is_put_back_and_one_of_somebody_else_is_left_alone()
    {
        var target = Reopen();
        await IntendAsync(target, "a");
        await ApplyAsync(target, "a", "1");
        var file = Path.Combine(Dir, "kustomization.yaml");
        var before = await File.ReadAllTextAsync(file);
        File.Delete(file);
        Assert.False((await target.ObserveAsync(Wanted("a", "1"), default)).Matches);
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "a", "1"));
        Assert.Equal(before, await File.ReadAllTextAsync(file));
        await File.WriteAllTextAsync(file, "resources: [mine.yaml]\n");
        var outcome = await ApplyAsync(target, "a", "2");
        Assert.Equal((TargetOutcomeKind.Waiting, "WriteFailed"), (outcome.Kind, outcome.Reason));
        Assert.Contains("kustomization.yaml was not written by this edge", outcome.Message, StringComparison.Ordinal);
        Assert.Equal("resources: [mine.yaml]\n", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public void Json_that_YAML_would_read_otherwise_is_escaped()
    {
        Assert.Equal("{\"a\":\"é😀\"}", Safe("{\"a\":\"é😀\"}"));
        Assert.Equal("{\"a\":\"x\\u0085\\u2028\\u2029\\u007f\\ufeff\\uffff\"}", Safe("{\"a\":\"x\u0085\u2028\u2029\u007f\ufeff\uffff\"}"));
        static string Safe(string json) => System.Text.Encoding.UTF8.GetString(YamlSafe.Of(System.Text.Encoding.UTF8.GetBytes(json)).Span);
    }

    [Theory]
    [InlineData('\u007f')]
    [InlineData('\u0085')]
    [InlineData('\u009f')]
    [InlineData('\uffff')]
    public async Task One_object_that_kustomize_cannot_carry_does_not_hold_up_the_others(char odd)
    {
        var target = Reopen();
        await IntendAsync(target, "a", "b");
        await ApplyAsync(target, "a", "1");
        var outcome = await ApplyAsync(target, "b", $"x{odd}y");
        Assert.Equal((TargetOutcomeKind.Stalled, "CharacterNotAllowed"), (outcome.Kind, outcome.Reason));
        Assert.Contains($"U+{(int)odd:X4}", outcome.Message, StringComparison.Ordinal);
        Assert.Equal([NameOf(Key("a"))], Named(Dir));
        Assert.Equal(TargetOutcome.Applied, await ApplyAsync(target, "b", "\u2028é"));
    }

    private static string[] Named(string folder)
    {
        var file = Path.Combine(folder, "kustomization.yaml");
        return File.Exists(file) ? [.. File.ReadAllLines(file).Where(line => line.StartsWith("- ", StringComparison.Ordinal)).Select(line => line[2..])] : [];
    }
}
