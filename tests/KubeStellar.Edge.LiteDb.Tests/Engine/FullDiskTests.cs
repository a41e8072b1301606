using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

public sealed class FullDiskTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private volatile bool _full;

    public FullDiskTests() => _folder.Open = path => new Full(StoreStream.OpenFile(path), () => _full);

    [Fact]
    public async Task A_full_disk_fails_the_write_keeps_what_was_acknowledged_and_recovers_when_there_is_room()
    {
        var inventory = _folder.Edge().Inventory;
        await inventory.WriteAsync([Line("before")], [], default);
        _full = true;
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<IOException>(() => inventory.WriteAsync([Line("during")], [], default));
        }

        _full = false;
        await RetryAsync(() => inventory.WriteAsync([Line("after")], [], default));
        Assert.Equal(["after", "before"], (await inventory.ReadAsync(default))!.Select(line => line.Key.Name).Order());
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

    private sealed class Full(Stream file, Func<bool> full) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position
        {
            get => file.Position;
            set => file.Position = value;
        }

        public override void Flush() => ((FileStream)file).Flush(flushToDisk: true);

        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

        public override void SetLength(long value) => file.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (full())
            {
                // As a real disk does: some of it fits.
                file.Write(buffer, offset, count / 2);
                throw new IOException("No space left on device", 28);
            }

            file.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
