using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// Follows the file in which the owner says what may be applied here. What was understood last is kept in the state directory: neither a slip in the file nor its loss opens the device, now or after a start.
/// </summary>
internal sealed partial class AllowKeeper(string path, string kept, string text, DeviceAllowance allowance, TimeProvider time, ILogger<AllowKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    // A file that is being written says less than it will: what stands in it is believed when it still does a little later.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(200);
    private readonly Wake _wake = new();
    private string _seen = text;
    private string? _unsettled;

    /// <summary>Reads the file for a start.</summary>
    /// <exception cref="DaemonFailure">It cannot be used, and never could be: there is nothing to go on with.</exception>
    internal static (DeviceAllowance Allowance, string Text) Open(string path, string kept)
    {
        try
        {
            var (file, text) = AllowFile.Read(path);
            LocalFile.Write(kept, text);
            return (new DeviceAllowance(file.Scope, file.Remove), text);
        }
        catch (DaemonFailure failure) when (File.Exists(kept))
        {
            var (last, _) = AllowFile.Read(kept);
            var allowance = new DeviceAllowance(last.Scope, last.Remove);
            allowance.Fail($"{failure.Message} What was read last holds.");
            return (allowance, "");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watcher = Watch();
        if (allowance.Trouble.Length > 0)
            LogBroken(log, allowance.Trouble);
        while (!stoppingToken.IsCancellationRequested)
        {
            await _wake.WaitAsync(_unsettled is null ? Look : Settled, time, stoppingToken);
            Read();
        }
    }

    private void Read()
    {
        try
        {
            var (file, now) = AllowFile.Read(path);
            var settled = now == _unsettled || now == _seen;
            _unsettled = settled ? null : now;
            if (!settled || (now == _seen && allowance.Trouble.Length == 0))
                return;
            LocalFile.Write(kept, now);
            _seen = now;
            LogRead(log, path);
            allowance.Set(file.Scope, file.Remove);
        }
        catch (DaemonFailure failure)
        {
            _unsettled = null;
            var trouble = $"{failure.Message} What was read last holds.";
            if (allowance.Trouble == trouble)
                return;
            LogBroken(log, trouble);
            allowance.Fail(trouble);
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            // It holds as soon as it is kept for the next start, too.
            LogBroken(log, error.Message);
        }
    }

    // A hint only: a link that is turned, as in a mounted ConfigMap, is seen by looking.
    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
            watcher.Changed += (_, _) => _wake.Ring();
            watcher.Created += (_, _) => _wake.Ring();
            watcher.Renamed += (_, _) => _wake.Ring();
            watcher.Deleted += (_, _) => _wake.Ring();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException or OutOfMemoryException)
        {
            // The last is how a thread that cannot be started is told, for want of file descriptors too.
            return null;
        }
    }

    [LoggerMessage(7020, LogLevel.Information, "What may be applied here is read again from {Path}")]
    private static partial void LogRead(ILogger logger, string path);

    [LoggerMessage(7021, LogLevel.Error, "{Trouble}")]
    private static partial void LogBroken(ILogger logger, string trouble);
}
