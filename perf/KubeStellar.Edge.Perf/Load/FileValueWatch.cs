using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Sees, by the kernel's own notification, when some file of a target folder, or so many of them, hold a text.</summary>
internal sealed class FileValueWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _holding = new(StringComparer.Ordinal);
    private string _text = "";
    private int _files;
    private TaskCompletionSource<long> _found = new();

    public FileValueWatch(string folder)
    {
        Directory.CreateDirectory(folder);
        _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        _watcher.Renamed += (_, e) => Look(e.FullPath);
        _watcher.Created += (_, e) => Look(e.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Completes with the timestamp at which <paramref name="files"/> files, written from now on, hold the text.</summary>
    public Task<long> WaitForAsync(string text, CancellationToken token, int files = 1)
    {
        lock (_lock)
        {
            (_text, _files) = (text, files);
            _holding.Clear();
            _found = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _found.Task.WaitAsync(token);
        }
    }

    public void Dispose() => _watcher.Dispose();

    private void Look(string path)
    {
        var now = Stopwatch.GetTimestamp();
        if (!path.EndsWith(".json", StringComparison.Ordinal) || Path.GetFileName(path).StartsWith('.'))
            return; // a dot: it is still being written
        string content;
        try
        {
            // Shared with everyone: a reader must not be what the daemon stumbles over.
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            content = file.ReadToEnd();
        }
        catch (IOException)
        {
            return; // replaced again while it was read; the next notification follows
        }

        lock (_lock)
        {
            if (_text.Length > 0 && content.Contains(_text, StringComparison.Ordinal) && _holding.Add(path) && _holding.Count == _files)
                _found.TrySetResult(now);
        }
    }
}
