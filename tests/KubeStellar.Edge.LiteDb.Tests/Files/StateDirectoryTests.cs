using KubeStellar.Edge.Disk;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.LiteDb.Tests.Faults;
using KubeStellar.Edge.TestKit.Disks;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Files;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public void A_second_daemon_is_refused_with_a_sentence()
    {
        _folder.Edge();
        var error = Assert.Throws<StateDirectoryException>(() => EdgeStore.Open(_folder.Root, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Contains("in use by another kse daemon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_schema_is_refused_with_a_sentence_that_names_who_wrote_it_and_nothing_is_touched()
    {
        _folder.Edge();
        _folder.CloseAll();
        SealedFile.Write(RealDisk.Instance, _folder.File(StateSchema.WriterName), "7.4.0"u8);
        File.WriteAllText(_folder.File(StateSchema.FileName), "7\n");
        var before = Everything();
        var error = Assert.Throws<StateDirectoryException>(_folder.Edge);
        Assert.True(error.FromNewer);
        Assert.Contains("written by kse 7.4.0 (schema 7)", error.Message, StringComparison.Ordinal);
        Assert.Contains($"this is kse {StateSchema.Version}, which knows up to schema {StateSchema.Newest}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Install kse 7.4.0 or newer again", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\n")]
    [InlineData("one\n")]
    public void What_an_older_version_left_or_cannot_be_told_is_brought_to_this_form(string left)
    {
        _folder.Edge().Roots.WriteAccepted("{}"u8);
        _folder.CloseAll();
        File.Delete(_folder.File(StateSchema.WriterName));
        File.WriteAllText(_folder.File(StateSchema.FileName), left);
        Assert.Equal("{}"u8, _folder.Edge().Roots.ReadAccepted()!.Value.Span);
        AssertNewest();
    }

    [Fact]
    public void An_upgrade_that_fails_or_dies_at_any_operation_is_finished_by_the_next_start()
    {
        DiskFault[] faults = [DiskFault.DiesBefore, DiskFault.DiesWithin, DiskFault.DiesAfter, DiskFault.Fails, DiskFault.Tears, DiskFault.FailsLate];
        var steps = 0;
        foreach (var fault in faults)
        {
            for (var at = 1; ; at++)
            {
                using var folder = new StateFolder();
                File.WriteAllText(folder.File(StateSchema.FileName), "1\n");
                var disk = new FaultyDisk();
                disk.Arm(fault, at);
                folder.Disk = disk;
                try
                {
                    StateDirectory.Open(folder.Root, disk).Dispose();
                }
                catch (StateDirectoryException error)
                {
                    Assert.False(error.FromNewer);
                }

                if (!disk.Struck)
                {
                    break;
                }

                steps++;
                StateDirectory.Open(folder.Root).Dispose();
                AssertNewest(folder);
            }
        }

        Assert.InRange(steps, faults.Length * 8, 1000);
    }

    [Fact]
    public void A_disk_that_cannot_be_written_is_said_in_a_sentence()
    {
        var disk = new FaultyDisk();
        disk.Arm(DiskFault.ReadOnly, 1);
        var error = Assert.Throws<StateDirectoryException>(() => StateDirectory.Open(_folder.Root, disk));
        Assert.Contains("cannot be opened: Read-only file system", error.Message, StringComparison.Ordinal);
    }

    private void AssertNewest() => AssertNewest(_folder);

    private static void AssertNewest(StateFolder folder)
    {
        Assert.Equal($"{StateSchema.Newest}\n", File.ReadAllText(folder.File(StateSchema.FileName)));
        Assert.Equal(StateSchema.Version, System.Text.Encoding.UTF8.GetString(SealedFile.Read(RealDisk.Instance, folder.File(StateSchema.WriterName))!));
    }

    private List<string> Everything() =>
        [.. Directory.EnumerateFiles(_folder.Root, "*", SearchOption.AllDirectories).Order().Select(file => $"{file} {Contracts.Keys.Digest.Of(File.ReadAllBytes(file))}")];

    public void Dispose() => _folder.Dispose();
}
