using System.Diagnostics;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Sees, by the kernel's own notification, when some file of a target folder holds a text.</summary>
internal sealed class FileValueWatch : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly Lock _lock = new();
    private string _text = "";
    private TaskCompletionSource<long> _found = new();

    public FileValueWatch(string folder)
    {
        Directory.CreateDirectory(folder);
        _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        _watcher.Renamed += (_, e) => Look(e.FullPath);
        _watcher.Created += (_, e) => Look(e.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    public Task<long> WaitForAsync(string text, CancellationToken token)
    {
        lock (_lock)
        {
            _text = text;
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
            if (_text.Length > 0 && content.Contains(_text, StringComparison.Ordinal))
                _found.TrySetResult(now);
        }
    }
}
