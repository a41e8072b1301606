using System.Threading.Channels;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Waits until files change and are quiet again: an editor that saves several at once starts one run.</summary>
internal sealed class FolderWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    private readonly Channel<string> _changes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly TimeProvider _time;

    internal FolderWatch(IEnumerable<string> folders, TimeProvider time)
    {
        _time = time;
        foreach (var folder in folders.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, change) => Note(change.FullPath);
            watcher.Created += (_, change) => Note(change.FullPath);
            watcher.Deleted += (_, change) => Note(change.FullPath);
            watcher.Renamed += (_, change) => Note(change.FullPath);
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    internal async Task ChangedAsync(CancellationToken token)
    {
        await _changes.Reader.ReadAsync(token);
        do
        {
            await Task.Delay(Quiet, _time, token);
        }
        while (_changes.Reader.TryRead(out _));
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Note(string path)
    {
        // What a run writes itself starts no other.
        if (Path.GetExtension(path) is ".js" or ".mjs" or ".ts" or ".mts" or ".json" && !path.EndsWith(".snap.json", StringComparison.Ordinal))
        {
            _changes.Writer.TryWrite(path);
        }
    }
}
