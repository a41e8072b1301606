using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.LiteDb.Engine;
using KubeStellar.Edge.LiteDb.Tests.Faults;
using KubeStellar.Edge.TestKit.Disks;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

public sealed class FullDiskTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly FaultyDisk _disk = new();

    public FullDiskTests() => _folder.Disk = _disk;

    [Fact]
    public async Task A_full_disk_fails_the_write_keeps_what_was_acknowledged_and_recovers_when_there_is_room()
    {
        var inventory = _folder.Edge().Inventory;
        await inventory.WriteAsync([Line("before")], [], default);
        _disk.Arm(DiskFault.Full, 1);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => inventory.WriteAsync([Line("during")], [], default));
        }

        _disk.Mend();
        await RetryAsync(() => inventory.WriteAsync([Line("after")], [], default));
        Assert.Equal(["after", "before"], (await inventory.ReadAsync(default))!.Select(line => line.Key.Name).Order());
        Assert.Equal(["after", "before"], (await _folder.Edge().Inventory.ReadAsync(default))!.Select(line => line.Key.Name).Order());
    }

    /// <summary>The engine's own writer waits for itself when its log fails in the middle of many pages.</summary>
    [Theory]
    [InlineData(nameof(DiskFault.Full))]
    [InlineData(nameof(DiskFault.Fails))]
    [InlineData(nameof(DiskFault.Tears))]
    public async Task A_failure_in_the_middle_of_a_large_transaction_hangs_nobody(string fault)
    {
        var inventory = _folder.Edge().Inventory;
        await inventory.WriteAsync([Line("before")], [], default);
        _disk.Arm(Enum.Parse<DiskFault>(fault), 10);
        await Assert.ThrowsAsync<IOException>(() => inventory.WriteAsync([.. Enumerable.Range(0, 400).Select(number => Line("o" + number))], [], default).WaitAsync(TimeSpan.FromMinutes(1)));
        _disk.Mend();
        await RetryAsync(() => inventory.WriteAsync([Line("after")], [], default));
        Assert.Equal(["after", "before"], (await _folder.Edge().Inventory.ReadAsync(default))!.Select(line => line.Key.Name).Order());
    }

    [Fact]
    public void The_engines_open_transactions_can_be_found()
    {
        using var data = new MemoryStream();
        using var log = new MemoryStream();
        using var engine = new LiteDB.Engine.LiteEngine(new LiteDB.Engine.EngineSettings { DataStream = data, LogStream = log });
        engine.BeginTrans();
        Assert.Equal(1, LeftTransactions.Disarm(engine));
        engine.Rollback();
    }

    private static TrackedObject Line(string name) =>
        new(new ObjectKey("", "ConfigMap", "shop", name), PolicyKey.Parse("default.p"), Digest.Of("x"u8), true);

    // The store rests for a moment after a failure, and says so at once.
    private static async Task RetryAsync(Func<Task> write)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (IOException) when (!limit.IsCancellationRequested)
            {
                await Task.Yield();
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
