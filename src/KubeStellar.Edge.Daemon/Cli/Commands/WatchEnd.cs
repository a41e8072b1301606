using System.Runtime.InteropServices;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>How a watch ends: it has no end of its own, so a person's SIGINT is the ordinary one, and no failure to a script that reads the exit code.</summary>
internal static class WatchEnd
{
    /// <summary>Watches until the first SIGINT; a second one ends the process at once, should the first not do.</summary>
    internal static async Task<int> ByAPersonAsync(Func<CancellationToken, Task<int>> watch, CancellationToken token)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = !end.IsCancellationRequested;
            end.Cancel();
        });
        try
        {
            return await watch(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !token.IsCancellationRequested)
        {
            return CliExit.Ok;
        }
    }
}
