using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>Runs the sources beside the flow, each for itself: one that cannot be read is tried again, and keeps nobody else.</summary>
internal sealed partial class SourceRunner(SourceBook book, SourceDesk desk, TimeProvider time, ILogger<SourceRunner> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (book.All.Length > 0)
        {
            await book.LoadAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(book.All.Select(source => RunAsync(source, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to end.
        }
    }

    private async Task RunAsync(ISource source, CancellationToken token)
    {
        var feed = new SourceFeed(source, desk);
        for (var failures = 0; ; failures++)
        {
            try
            {
                await source.RunAsync(feed, token);
                return;
            }
            catch (IOException error)
            {
                Failed(log, source.Id, error.Message);
                await feed.TellAsync(new SourceReport(SourcePhase.Unreachable, $"it cannot be read: {error.Message}; what it brought stays"), token);
                var wait = First * Math.Pow(2, Math.Min(failures, 10));
                await Task.Delay(wait < Most ? wait : Most, time, token);
            }
        }
    }

    [LoggerMessage(1510, LogLevel.Warning, "the source {Source} cannot be read, trying again: {Why}")]
    private static partial void Failed(ILogger logger, string source, string why);
}
