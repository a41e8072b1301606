using System.Collections.Concurrent;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb.Files;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>
/// One LiteDB database with one thread of its own that alone touches it: six writers corrupt a LiteDB file for good, one does not.
/// A failing disk closes it, and it is opened again after a pause; a damaged file is set aside, and what it held counts as lost
/// until the owner of each part says that it is found again.
/// </summary>
internal sealed partial class LiteStore : IDisposable
{
    private const string Meta = "meta";
    private const string Created = "created";
    private const string LostPrefix = "lost/";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CompactPause = TimeSpan.FromHours(1);

    private readonly BlockingCollection<Action> _work = new(boundedCapacity: 1024);
    private readonly Thread _thread;
    private readonly StateDirectory _directory;
    private readonly string _path;
    private readonly IReadOnlyList<string> _parts;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IDisk _disk;
    private readonly string? _witness;
    private StoreFiles? _files;
    private IOException? _lastFault;
    private TimeSpan _pause = FirstPause;
    private long _closedAt;
    private long? _notCompactedAt;

    /// <param name="directory">Where the file and its marker lie.</param>
    /// <param name="name">File name.</param>
    /// <param name="parts">What counts as lost when the file is lost.</param>
    /// <param name="time">Clock for the pause after a failing disk.</param>
    /// <param name="log">Log.</param>
    /// <param name="witness">A second marker elsewhere, which is there still when the whole directory is gone.</param>
    internal LiteStore(StateDirectory directory, string name, IReadOnlyList<string> parts, TimeProvider time, ILogger log, string? witness = null)
    {
        _directory = directory;
        _path = directory.File(name);
        _parts = parts;
        _time = time;
        _log = log;
        _disk = directory.Disk;
        _witness = witness;
        _thread = new Thread(Run) { IsBackground = true, Name = "kse " + name };
        _thread.Start();
    }

    /// <summary>Whether it waits after a failure; saying so is no new failure, or it would wait for ever.</summary>
    private bool Rests => _files is null && _lastFault is not null && _time.GetElapsedTime(_closedAt) < _pause;

    private string Marker => _path + ".initialised";

    /// <summary>Reads under the store's own lock; when damage is found, once more over the fresh database, where everything counts as lost.</summary>
    internal Task<T> ReadAsync<T>(Func<StoreSession, T> work, CancellationToken token) => EnqueueAsync(
        () =>
        {
            try
            {
                return Opened().Read(work);
            }
            catch (DamagedStoreException error)
            {
                SetAside(error);
                return Opened().Read(work);
            }
        },
        token);

    /// <summary>One durable transaction.</summary>
    /// <exception cref="StoreDamagedException">The file is damaged and was set aside; nothing was written.</exception>
    internal Task WriteAsync(Action<StoreSession> work, CancellationToken token) => EnqueueAsync(
        () =>
        {
            try
            {
                Opened().Write(work);
                _lastFault = null;
                Compact();
                return true;
            }
            catch (DamagedStoreException error)
            {
                SetAside(error);
                throw new StoreDamagedException($"the local database was damaged and set aside: {error.Message}", error);
            }
        },
        token);

    internal static bool IsLost(StoreSession session, string part) => session.Get(Meta, LostPrefix + part) is not null;

    internal static void MarkFound(StoreSession session, string part) => session.Remove(Meta, LostPrefix + part);

    public void Dispose()
    {
        if (!_work.IsAddingCompleted)
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }

    private async Task<T> EnqueueAsync<T>(Func<T> work, CancellationToken token)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                if (token.IsCancellationRequested)
                {
                    done.TrySetCanceled(token);
                    return;
                }

                try
                {
                    done.TrySetResult(work());
                }
                catch (Exception error)
                {
                    if (error is IOException disk && !Rests)
                    {
                        Fail(disk);
                    }
                    else if (error is DocumentTooLargeException)
                    {
                        // The transaction is half made; opening again forgets it.
                        Close();
                    }

                    done.TrySetException(error);
                }
            },
            token);
        return await done.Task.WaitAsync(token);
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        Close();
    }

    private StoreFiles Opened()
    {
        if (_files is not null)
        {
            return _files;
        }

        if (Rests)
        {
            throw new IOException($"the local database rests after a failure of the disk: {_lastFault!.Message}", _lastFault);
        }

        var initialised = _disk.HasFile(Marker) || (_witness is not null && _disk.HasFile(_witness));
        try
        {
            _files = OpenOrCreate(initialised);
        }
        catch (DamagedStoreException error)
        {
            SetAside(error);
            _files = OpenOrCreate(initialised);
        }

        return _files;
    }

    private StoreFiles OpenOrCreate(bool initialised)
    {
        Compaction.Discard(_disk, _path);
        var files = StoreFiles.Open(_path, _disk);
        try
        {
            if (files.Read(session => session.Get(Meta, Created)) is null)
            {
                // An emptied file opens silently as a new database; the marker beside it knows better.
                files.Write(session =>
                {
                    session.Put(Meta, Created, []);
                    foreach (var part in initialised ? _parts : [])
                    {
                        session.Put(Meta, LostPrefix + part, []);
                    }
                });
                _disk.SyncFolder(_directory.Root);
                if (initialised)
                {
                    LogLost(_path);
                }
            }

            if (!_disk.HasFile(Marker))
            {
                DurableFile.Write(_disk, Marker);
            }

            if (_witness is not null && !_disk.HasFile(_witness))
            {
                DurableFile.Write(_disk, _witness);
            }

            return files;
        }
        catch
        {
            files.Close();
            throw;
        }
    }

    /// <summary>Makes the file small again when it is mostly empty. A disk that has no room for a copy is asked again later: what was written is written.</summary>
    private void Compact()
    {
        if (_files is not { IsLogEmpty: true } files || !Compaction.IsDue(files) || (_notCompactedAt is { } at && _time.GetElapsedTime(at) < CompactPause))
        {
            return;
        }

        var before = files.Length;
        try
        {
            Compaction.Copy(_disk, _path, files);
            Close();
            Compaction.Swap(_disk, _path);
            _notCompactedAt = null;
            LogCompacted(_path, before, Opened().Length);
        }
        catch (Exception error) when (error is IOException or DamagedStoreException)
        {
            _notCompactedAt = _time.GetTimestamp();
            Compaction.Discard(_disk, _path);
            LogNotCompacted(_path, error);
        }
    }

    private void Fail(IOException error)
    {
        LogFailed(_path, error);
        Close();
        _pause = _lastFault is null ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        _lastFault = error.InnerException as IOException ?? error;
        _closedAt = _time.GetTimestamp();
    }

    private void SetAside(DamagedStoreException error)
    {
        Close();
        foreach (var file in new[] { _path, StoreFiles.LogOf(_path) })
        {
            if (_disk.HasFile(file))
            {
                LogDamaged(_path, _directory.SetAside(file), error);
            }
        }
    }

    private void Close()
    {
        if (_files?.Close() is { } error)
        {
            LogClosing(_path, error);
        }

        _files = null;
    }

    [LoggerMessage(5010, LogLevel.Error, "The disk failed under {Path}; closed, to be opened again after a pause")]
    private partial void LogFailed(string path, Exception error);

    [LoggerMessage(5011, LogLevel.Error, "The database {Path} is damaged and was moved to {Aside}; what it held is rebuilt from elsewhere")]
    private partial void LogDamaged(string path, string aside, Exception error);

    [LoggerMessage(5012, LogLevel.Error, "The database {Path} was there once and is gone or empty; what it held counts as lost")]
    private partial void LogLost(string path);

    [LoggerMessage(5013, LogLevel.Warning, "Closing {Path} failed")]
    private partial void LogClosing(string path, Exception error);

    [LoggerMessage(5014, LogLevel.Information, "{Path} was compacted from {Before} to {After} bytes")]
    private partial void LogCompacted(string path, long before, long after);

    [LoggerMessage(5015, LogLevel.Warning, "{Path} could not be compacted; it stays as it is and is tried again in an hour")]
    private partial void LogNotCompacted(string path, Exception error);
}
