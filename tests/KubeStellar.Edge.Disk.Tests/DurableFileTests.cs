using System.Text;
using KubeStellar.Edge.TestKit.Disks;

namespace KubeStellar.Edge.Disk.Tests;

/// <summary>Whatever goes wrong at whatever step, a file is the old one or the new one, whole.</summary>
public sealed class DurableFileTests : IDisposable
{
    private const int Steps = 6;
    private readonly RamFolder _folder = new();

    public static TheoryData<DiskFault, int> Cases =>
        new(Enum.GetValues<DiskFault>().Where(fault => fault != DiskFault.None).SelectMany(_ => Enumerable.Range(1, Steps), (fault, at) => (fault, at)));

    private string File => Path.Combine(_folder.Path, "file");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fault_at_any_step_leaves_the_old_or_the_new(DiskFault fault, int at)
    {
        DurableFile.Write(RealDisk.Instance, File, "old"u8.ToArray());
        var disk = new FaultyDisk();
        disk.Arm(fault, at);
        var failed = Record.Exception(() => DurableFile.Write(disk, File, "ne"u8.ToArray(), "w"u8.ToArray()));

        var text = Encoding.UTF8.GetString(RealDisk.Instance.Read(File));
        Assert.Contains(text, new[] { "old", "new" });
        Assert.True(failed is not null || text == "new", "it is said to be written and is not");
        Assert.True(disk.Dead || fault == DiskFault.ReadOnly || RealDisk.Instance.Files(_folder.Path).Count == 1, "something is left lying about");
    }

    [Fact]
    public void Whole_writes_have_so_many_steps()
    {
        var disk = new FaultyDisk();
        DurableFile.Write(disk, File, "ne"u8.ToArray(), "w"u8.ToArray());

        Assert.Equal(Steps, disk.Count);
    }

    [Fact]
    public void What_is_there_stays_where_nothing_may_be_replaced()
    {
        var temporary = Path.Combine(_folder.Path, "temporary");
        Assert.True(DurableFile.Put(RealDisk.Instance, File, temporary, replace: false, "first"u8.ToArray()));
        Assert.False(DurableFile.Put(RealDisk.Instance, File, temporary, replace: false, "second"u8.ToArray()));

        Assert.Equal("first"u8.ToArray(), RealDisk.Instance.Read(File));
        Assert.Equal([File], RealDisk.Instance.Files(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
