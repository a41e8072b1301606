using System.Text;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Backup;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Backup;

public sealed class BackupFileTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Target => Path.Combine(_run.Folder, "backup.tar");

    [Fact]
    public void What_was_written_is_read_and_nobody_else_may_read_it()
    {
        BackupFile.Write(Target, Sample());
        var read = BackupFile.Read(Target);
        Assert.Equal((1, At, "1.2"), (read.Index.V, read.Index.At, read.Index.Daemon));
        Assert.Equal("secret", Encoding.UTF8.GetString(read.Files["keys/root.nk"]));
        Assert.Equal([0, 255, 10], read.Buckets[Buckets.Workloads]["default.a"]);
        Assert.Empty(read.Buckets[Buckets.Policies]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Target));
        Assert.Throws<IOException>(() => BackupFile.Write(Target, Sample()));
        Assert.Equal([Target], Directory.GetFiles(_run.Folder, "backup*"));
    }

    [Fact]
    public void Cut_anywhere_or_changed_anywhere_it_is_refused()
    {
        BackupFile.Write(Target, Sample());
        var whole = File.ReadAllBytes(Target);
        var other = Path.Combine(_run.Folder, "other.tar");

        // A tar ends with two empty blocks and padding: what is cut off there is nothing.
        for (var length = 0; length < whole.AsSpan().LastIndexOfAnyExcept((byte)0); length += 97)
        {
            File.WriteAllBytes(other, whole[..length]);
            Assert.Throws<CliException>(() => BackupFile.Read(other));
        }

        foreach (var word in new[] { "secret", "default.a", "1.2" })
        {
            var at = whole.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word));
            var changed = whole.ToArray();
            changed[at] ^= 1;
            File.WriteAllBytes(other, changed);
            var refused = Record.Exception(() => BackupFile.Read(other));
            Assert.True(refused is CliException || word == "1.2", word);
        }
    }

    [Theory]
    [InlineData("../keys/root.nk")]
    [InlineData("keys/../../root.nk")]
    [InlineData("/etc/passwd")]
    [InlineData("keys//root.nk")]
    public void Names_that_lead_elsewhere_are_refused(string name)
    {
        BackupFile.Write(Target, Sample() with { Files = new Dictionary<string, byte[]> { [name] = [1] } });
        Assert.Contains("is no name of a file", Assert.Throws<CliException>(() => BackupFile.Read(Target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_refused_with_who_made_it()
    {
        BackupFile.Write(Target, Sample() with { Index = new BackupIndex(2, At, "9.9", []) });
        Assert.Contains("9.9", Assert.Throws<CliException>(() => BackupFile.Read(Target)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restored_state_has_the_keys_and_a_mirror_and_is_never_made_over_a_hub()
    {
        var folder = Path.Combine(_run.Folder, "hub");
        Assert.Null(await RestoredState.MakeAsync(Sample(), folder, false, At, default));
        Assert.Equal("secret", File.ReadAllText(Path.Combine(folder, "keys", "root.nk")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "keys", "root.nk")));
        Assert.Contains("not empty", (await Assert.ThrowsAsync<CliException>(() => RestoredState.MakeAsync(Sample(), folder, false, At, default))).Message, StringComparison.Ordinal);

        await using (var hub = new ServiceCollection().AddLogging().AddHubMirror(Path.Combine(folder, "mirror")).BuildServiceProvider())
        {
            var kept = await hub.GetRequiredService<IHubMirror>().LoadAsync(default);
            Assert.Equal([0, 255, 10], kept.Single(bucket => bucket.Name == Buckets.Workloads).Entries.Single().Value!.Value.ToArray());
            Assert.Contains("a hub runs", (await Assert.ThrowsAsync<CliException>(() => RestoredState.MakeAsync(Sample(), folder, true, At, default))).Message, StringComparison.Ordinal);
        }

        var aside = await RestoredState.MakeAsync(Sample(), folder, true, At, default);
        Assert.Equal(folder + ".before-20260301T120000Z", aside);
        Assert.True(File.Exists(Path.Combine(aside!, "keys", "root.nk")) && File.Exists(Path.Combine(folder, "keys", "root.nk")));
    }

    [Fact]
    public async Task What_a_newer_version_left_is_set_aside_as_it_is()
    {
        var folder = Path.Combine(_run.Folder, "hub");
        await RestoredState.MakeAsync(Sample(), folder, false, At, default);
        File.WriteAllText(Path.Combine(folder, "mirror", "schema"), "9\n");

        var aside = await RestoredState.MakeAsync(Sample(), folder, true, At, default);

        Assert.Equal("9\n", File.ReadAllText(Path.Combine(aside!, "mirror", "schema")));
        Assert.True(File.Exists(Path.Combine(folder, "keys", "root.nk")));
    }

    [Fact]
    public void What_a_fleet_would_see_is_said()
    {
        var backup = Of((Buckets.Workloads, "default.same", "1"), (Buckets.Workloads, "default.edited", "1"), (Buckets.Workloads, "default.deleted", "1"), (Buckets.Edges, "old", "1"));
        var now = Of((Buckets.Workloads, "default.same", "1"), (Buckets.Workloads, "default.edited", "2"), (Buckets.Workloads, "default.new", "1"), (Buckets.Edges, "young", "1"), (Buckets.Hub, "revoked.UABC", "{}"));
        var lines = RestoreForecast.Of(backup, now);
        Assert.Contains(lines, line => line.StartsWith("1 object applied since would be gone", StringComparison.Ordinal) && line.EndsWith("default.new", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("deleted since", StringComparison.Ordinal) && line.EndsWith("default.deleted", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("changed since", StringComparison.Ordinal) && line.EndsWith("default.edited", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("--rejoin", StringComparison.Ordinal) && line.EndsWith("young", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("known again", StringComparison.Ordinal) && line.EndsWith("old", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("revoked since", StringComparison.Ordinal) && line.EndsWith("UABC", StringComparison.Ordinal));
        Assert.Empty(RestoreForecast.Of(now, now));
    }

    private static Dictionary<string, SortedDictionary<string, byte[]>> Of(params (string Bucket, string Key, string Value)[] entries)
    {
        var buckets = Buckets.Mirrored.ToDictionary(name => name, _ => new SortedDictionary<string, byte[]>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (bucket, key, value) in entries)
        {
            buckets[bucket][key] = Encoding.UTF8.GetBytes(value);
        }

        return buckets;
    }

    private static BackupContents Sample()
    {
        var buckets = Of();
        buckets[Buckets.Workloads]["default.a"] = [0, 255, 10];
        return new BackupContents(new BackupIndex(1, At, "1.2", []), new Dictionary<string, byte[]> { ["keys/root.nk"] = "secret"u8.ToArray() }, buckets);
    }
}
