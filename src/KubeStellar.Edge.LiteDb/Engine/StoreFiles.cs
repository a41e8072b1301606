using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Store;
using LiteDB;
using LiteDB.Engine;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>The open files of one database and the engine over them.</summary>
internal sealed class StoreFiles : IDisposable
{
    private readonly StoreStream _data;
    private readonly StoreStream _log;
    private readonly StoreFault _fault;
    private LiteEngine? _engine;

    private StoreFiles(StoreStream data, StoreStream log, StoreFault fault)
    {
        _data = data;
        _log = log;
        _fault = fault;
    }

    internal StoreSession Session { get; private set; } = null!;

    /// <summary>The first failure of the disk under either file.</summary>
    internal IOException? Fault => _fault.First;

    /// <summary>Size of the data file.</summary>
    internal long Length => _data.Length;

    /// <summary>Whether everything that was committed is in the data file.</summary>
    internal bool IsLogEmpty => _log.Length == 0;

    internal static string LogOf(string path) => path + "-log";

    /// <summary>Opens and verifies.</summary>
    /// <exception cref="IOException">The disk fails, or another process has the file.</exception>
    /// <exception cref="DamagedStoreException">The files are not a whole database; they are closed.</exception>
    internal static StoreFiles Open(string path, IDisk disk)
    {
        var fault = new StoreFault();
        var data = new StoreStream(disk.Open(path), fault);
        StoreStream log;
        try
        {
            log = new LogStream(disk.Open(LogOf(path)), fault);
        }
        catch (IOException)
        {
            data.CloseFile();
            throw;
        }

        var files = new StoreFiles(data, log, fault);
        try
        {
            files.Start();
            return files.Fault is { } failed ? throw new IOException(failed.Message, failed) : files;
        }
        catch (Exception error)
        {
            files.Close();
            throw files.Judge(error);
        }
    }

    /// <summary>One transaction: all of it is in the data file when this returns, or none.</summary>
    internal void Write(Action<StoreSession> work)
    {
        try
        {
            _engine!.BeginTrans();
            work(Session);
            if (!Session.Seal())
            {
                _engine.Rollback();
                return;
            }

            _engine.Commit();

            // Commit returns before the log is written; only the checkpoint makes the acknowledgement true.
            _engine.Checkpoint();
        }
        catch (Exception error) when (error is StoreDamagedException)
        {
            // The owner of the documents refused before anything was touched; the database itself is well.
            _engine!.Rollback();
            throw;
        }
        catch (Exception error)
        {
            throw Judge(error);
        }

        if (Fault is { } fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    internal T Read<T>(Func<StoreSession, T> work)
    {
        try
        {
            return work(Session);
        }
        catch (Exception error)
        {
            throw Judge(error);
        }
    }

    /// <summary>Closes everything. What the engine throws while it closes is of no consequence: all that was acknowledged is in the data file.</summary>
    internal Exception? Close()
    {
        try
        {
            if (_engine is not null)
            {
                LeftTransactions.Disarm(_engine);
                _engine.Dispose();
            }

            return null;
        }
        catch (Exception error) when (error is IOException or LiteException or InvalidOperationException or AggregateException or ObjectDisposedException)
        {
            return error;
        }
        finally
        {
            _data.CloseFile();
            _log.CloseFile();
        }
    }

    public void Dispose() => Close();

    private void Start()
    {
        _engine = new LiteEngine(new EngineSettings
        {
            DataStream = _data,
            LogStream = _log,
            TempStream = new MemoryStream(),
            AutoRebuild = false,
            Collation = Collation.Binary,
        });
        Session = new StoreSession(_engine);
    }

    // Whatever the engine makes of it: a failed disk is a failed disk, and anything else that comes out of it is damage.
    private Exception Judge(Exception error) => Fault is { } fault
        ? new IOException(fault.Message, fault)
        : error is IOException or DamagedStoreException or StoreDamagedException or DocumentTooLargeException ? error : new DamagedStoreException($"the database cannot be read: {error.GetType().Name}: {error.Message}");
}
