using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Tests.Faults;
using KubeStellar.Edge.TestKit.Disks;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>What updates cost a flash card: they rewrite what changed, and the file does not grow with their number.</summary>
public sealed class VolumeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_thousand_updates_write_a_bounded_volume_and_the_file_does_not_grow()
    {
        const int objects = 500;
        const int updates = 1000;
        using var folder = new RamFolder();
        var disk = new FaultyDisk();
        using var store = EdgeStore.Open(folder.Path, TimeProvider.System, NullLoggerFactory.Instance, disk);
        await store.Inventory.WriteAsync([.. Enumerable.Range(0, objects).Select(number => Line(number, 0))], [], default);
        var (size, written, operations) = (Size(folder), disk.Written, disk.Count);
        for (var update = 1; update <= updates; update++)
        {
            await store.Inventory.WriteAsync([Line(update % objects, update)], [], default);
        }

        var volume = disk.Written - written;
        output.WriteLine($"{objects} objects: file {size} bytes, after {updates} updates {Size(folder)}; written {volume} bytes in {disk.Count - operations} operations");
        Assert.InRange(Size(folder), size, size * 3 / 2);

        // Page and sum, each into the log and the file: some 8 pages of 8 KiB an update.
        Assert.InRange(volume / updates, 1024, 12 * 8192);
    }

    private static long Size(RamFolder folder) => new FileInfo(Path.Combine(folder.Path, "edge.db")).Length;

    private static TrackedObject Line(int number, int update) =>
        new(new ObjectKey("", "ConfigMap", "shop", "o" + number), PolicyKey.Parse("default.p"), Digest.Of(BitConverter.GetBytes(update)), true);
}
