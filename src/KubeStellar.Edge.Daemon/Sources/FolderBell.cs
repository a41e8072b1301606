using KubeStellar.Edge.Flow.Loop;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Sources;

/// <summary>
/// Rings when something may have changed in a folder, or where a link on the way to it lies. Only a hint: a watch ends in silence when its folder is replaced, and fails when the machine's
/// watches are used up, so whoever listens looks by itself as well.
/// </summary>
internal sealed partial class FolderBell(string source, Wake wake, ILogger<FolderSource> log) : IDisposable
{
    private readonly List<FileSystemWatcher> _watchers = [];
    private string? _watched;
    private bool _broken;
    private bool _unwatched;

    /// <summary>Watches a folder and where its links lie, unless it does so already.</summary>
    /// <param name="state">The folder.</param>
    /// <param name="linkFolders">Folders that hold links on the way to it.</param>
    /// <param name="renew">Whether the watches missed something.</param>
    internal void Watch(FolderState state, IReadOnlyList<string> linkFolders, bool renew)
    {
        if (!renew && !_broken && _watched == (state.Real ?? ""))
        {
            return;
        }

        // The new ones are open before the old ones end, so that nothing falls between them.
        var old = _watchers.ToList();
        _watchers.Clear();
        (_watched, _broken) = (state.Real ?? "", false);
        var before = _unwatched;
        if (state.Real is { } folder)
        {
            Open(folder, deep: true);
        }

        foreach (var beside in linkFolders)
        {
            Open(beside, deep: false);
        }

        old.ForEach(watcher => watcher.Dispose());
        if (before && _watchers.Count == (state.Real is null ? 0 : 1) + linkFolders.Count)
        {
            _unwatched = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private void Open(string folder, bool deep)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = deep };
            watcher.Changed += (_, _) => wake.Ring();
            watcher.Created += (_, _) => wake.Ring();
            watcher.Deleted += (_, _) => wake.Ring();
            watcher.Renamed += (_, _) => wake.Ring();
            watcher.Error += (_, failure) => Break(failure.GetException().Message);
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // The last is how a thread that cannot be started is told, for want of file descriptors too.
            // To try again at once would only fail again: it is tried when the folder was seen to have changed without a ring.
            watcher?.Dispose();
            if (!_unwatched)
            {
                Unwatched(log, source, error.Message);
            }

            _unwatched = true;
        }
    }

    private void Break(string why)
    {
        _broken = true;
        Unwatched(log, source, why);
        wake.Ring();
    }

    [LoggerMessage(6300, LogLevel.Warning, "the folder of {Source} cannot be watched for now; it is looked at from time to time: {Why}")]
    private static partial void Unwatched(ILogger logger, string source, string why);
}
