using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>
/// Hints of changes in a folder. The system's watch ends in silence when the folder is replaced, and fails when the machine's watches are used up;
/// so it is renewed at an interval, and whenever something may have been missed it says "anything".
/// </summary>
internal sealed partial class ManifestsWatch(TimeProvider time, ILogger<ManifestsWatch> log)
{
    /// <summary>Its clock.</summary>
    internal TimeProvider Time => time;

    private const int MaxPending = 1024;

    /// <summary>How long one watch is trusted, and how long to wait after one that failed.</summary>
    internal static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    /// <summary>Names of files that changed; null: any may have.</summary>
    internal async IAsyncEnumerable<string?> NamesAsync(string folder, [EnumeratorCancellation] CancellationToken token)
    {
        // When the reader is slow, names are dropped and replaced by one "anything".
        var missed = 0;
        var names = Channel.CreateBounded<string?>(new BoundedChannelOptions(MaxPending) { SingleReader = true });
        void Say(string? name)
        {
            if (!names.Writer.TryWrite(name))
            {
                Interlocked.Exchange(ref missed, 1);
            }
        }

        FileSystemWatcher? watcher = null;
        using var renewal = new PeriodicTimer(Renewal, time);
        var tick = renewal.WaitForNextTickAsync(token).AsTask();
        var more = names.Reader.WaitToReadAsync(token).AsTask();
        try
        {
            watcher = Open(folder, Say);
            yield return null;
            while (!token.IsCancellationRequested)
            {
                while (names.Reader.TryRead(out var name))
                {
                    yield return name;
                }

                if (Interlocked.Exchange(ref missed, 0) == 1)
                {
                    yield return null;
                }

                if (await Task.WhenAny(more, tick).ConfigureAwait(false) == more)
                {
                    await more.ConfigureAwait(false);
                    more = names.Reader.WaitToReadAsync(token).AsTask();
                }
                else
                {
                    await tick.ConfigureAwait(false);
                    tick = renewal.WaitForNextTickAsync(token).AsTask();

                    // The new watch is open before the old one ends, so that nothing falls between them.
                    var old = watcher;
                    watcher = Open(folder, Say);
                    old?.Dispose();
                    if (old is null || watcher is null)
                    {
                        yield return null;
                    }
                }
            }
        }
        finally
        {
            watcher?.Dispose();
        }
    }

    private FileSystemWatcher? Open(string folder, Action<string?> say)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.Attributes,
            };
            watcher.Changed += (_, change) => say(change.Name);
            watcher.Created += (_, change) => say(change.Name);
            watcher.Deleted += (_, change) => say(change.Name);
            watcher.Renamed += (_, change) =>
            {
                say(change.OldName);
                say(change.Name);
            };
            watcher.Error += (_, failure) =>
            {
                LogFailed(failure.GetException(), folder);
                say(null);
            };
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // The last is how a thread that cannot be started is told, for want of file descriptors too.
            watcher?.Dispose();
            LogFailed(error, folder);
            return null;
        }
    }

    [LoggerMessage(6010, LogLevel.Warning, "The folder {Folder} cannot be watched for now; the periodic pass goes on")]
    private partial void LogFailed(Exception error, string folder);
}
