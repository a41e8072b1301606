using KubeStellar.Edge.LiteDb.Engine;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.LiteDb.Tests.Faults;
using KubeStellar.Edge.TestKit.Disks;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>A database that is mostly empty is made small, and whatever goes wrong meanwhile, nothing in it is lost.</summary>
public sealed class CompactionTests : IDisposable
{
    private const string Kept = "kept";
    private const string Gone = "gone";
    private const int Large = 60_000;
    private const int Few = 30;
    private readonly RamFolder _folder = new();

    [Fact]
    public async Task A_file_that_is_mostly_empty_becomes_small_also_with_more_documents_than_the_engines_own_rebuild_can_take()
    {
        const int documents = 4000;
        var disk = new FaultyDisk();
        using (var directory = StateDirectory.Open(_folder.Path, disk))
        using (var store = Open(directory))
        {
            await FillAsync(store, documents, large: 120);
            var full = Length();
            await EmptyAsync(store);
            Assert.InRange(Length(), documents * 20, full / 3);
            Assert.Equal(documents, (await store.ReadAsync(session => session.All(Kept), default)).Count);
            Assert.Empty(await store.ReadAsync(session => session.All(Gone), default));
        }

        await CheckAsync(_folder.Path, documents);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), file => file.Contains(".compact", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fault_at_any_operation_of_it_loses_nothing()
    {
        await PrepareAsync();
        var (first, last) = await RunAsync(DiskFault.None, 0);
        Assert.InRange(last - first, 10, 1000);
        var faults = Enum.GetValues<DiskFault>()[1..];
        var cases = Enumerable.Range(first, last - first).Select(at => (Fault: faults[at % faults.Length], At: at))

            // The few steps that change names, with every fault.
            .Concat(faults.SelectMany(fault => Enumerable.Range(last - 5, 6).Select(at => (Fault: fault, At: at))));
        foreach (var (fault, at) in cases)
        {
            await RunAsync(fault, at);
        }
    }

    /// <summary>A database that was full, and is mostly empty: the next write is to make it small.</summary>
    private async Task PrepareAsync()
    {
        using (var directory = StateDirectory.Open(_folder.Path, new FaultyDisk()))
        using (var store = Open(directory))
        {
            await FillAsync(store, Few, large: 0);
        }

        using var files = StoreFiles.Open(Path.Combine(_folder.Path, "some.db"), new FaultyDisk());
        files.Write(session => Each(20, number => session.Put(Gone, Name(number), new byte[Large])));
        files.Write(session => session.Clear(Gone));
    }

    /// <summary>Returns the numbers of the first and the last operation of the compaction.</summary>
    private async Task<(int First, int Last)> RunAsync(DiskFault fault, int at)
    {
        using var folder = new RamFolder();
        foreach (var file in Directory.EnumerateFiles(_folder.Path))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        var disk = new FaultyDisk { Notes = [] };
        int before;
        using (var directory = StateDirectory.Open(folder.Path, disk))
        using (var store = Open(directory))
        {
            await store.ReadAsync(session => session.All(Kept), default);
            before = disk.Count;
            disk.Arm(fault, at);
            try
            {
                // This is acknowledged, whatever becomes of the copy.
                await store.WriteAsync(session => session.Put(Kept, "0", Payload(0)), default);
            }
            catch (IOException) when (disk.Dead)
            {
            }

            if (!disk.Dead)
            {
                disk.Mend();
                Assert.Equal(Few, (await store.ReadAsync(session => session.All(Kept), default)).Count);
            }
        }

        await CheckAsync(folder.Path, Few);
        var first = disk.Notes.FindIndex(step => step.Path.EndsWith(".compact", StringComparison.Ordinal)) - before + 1;
        var last = disk.Notes.FindLastIndex(step => step.To.Length > 0) - before + 2;
        return (first, last);
    }

    private static async Task CheckAsync(string folder, int documents)
    {
        using var directory = StateDirectory.Open(folder, new FaultyDisk());
        using var store = Open(directory);
        Assert.False(await store.ReadAsync(session => LiteStore.IsLost(session, Kept), default));
        var all = await store.ReadAsync(session => session.All(Kept), default);
        Assert.Equal(Enumerable.Range(0, documents).Select(Payload), all.OrderBy(item => int.Parse(item.Key, null)).Select(item => item.Payload));
        Assert.Empty(await store.ReadAsync(session => session.All(Gone), default));

        // The next write makes it small if that failed before.
        await store.WriteAsync(session => session.Put(Kept, "0", Payload(-1)), default);
        Assert.InRange(new FileInfo(Path.Combine(folder, "some.db")).Length, 1, Math.Max(1024 * 1024, documents * 1200));
    }

    private static LiteStore Open(StateDirectory directory) => new(directory, "some.db", [Kept, Gone], TimeProvider.System, NullLogger.Instance);

    private long Length() => new FileInfo(Path.Combine(_folder.Path, "some.db")).Length;

    private static async Task FillAsync(LiteStore store, int documents, int large)
    {
        await store.WriteAsync(session => Each(documents, number => session.Put(Kept, Name(number), Payload(number))), default);
        await store.WriteAsync(session => Each(large, number => session.Put(Gone, Name(number), new byte[Large])), default);
    }

    private static Task EmptyAsync(LiteStore store) => store.WriteAsync(session => session.Clear(Gone), default);

    private static void Each(int count, Action<int> work)
    {
        for (var number = 0; number < count; number++)
        {
            work(number);
        }
    }

    private static string Name(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Payload(int number) => BitConverter.GetBytes(number);

    public void Dispose() => _folder.Dispose();
}
