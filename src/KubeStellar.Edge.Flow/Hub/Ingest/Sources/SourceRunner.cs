using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sources;

/// <summary>Runs the sources beside the flow, each for itself: one that cannot be read is tried again, and keeps nobody else.</summary>
internal sealed partial class SourceRunner(SourceBook book, SourceDesk desk, TimeProvider time, ILogger<SourceRunner> log) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>A source that ran for so long was well.</summary>
    private static readonly TimeSpan Well = TimeSpan.FromMinutes(2);

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
            var began = time.GetTimestamp();
            try
            {
                await source.RunAsync(feed, token);
                return;
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                // Whatever it is, it is this source's: the fleet goes on with what was brought before.
                if (error is IOException)
                {
                    Failed(log, source.Id, error.Message);
                }
                else
                {
                    Broke(log, source.Id, error);
                }

                await TellAsync(feed, source.Id, error, token);
            }

            failures = time.GetElapsedTime(began) >= Well ? 0 : failures;
            var wait = First * Math.Pow(2, Math.Min(failures, 10));
            await Task.Delay(wait < Most ? wait : Most, time, token);
        }
    }

    private async Task TellAsync(SourceFeed feed, string source, Exception error, CancellationToken token)
    {
        try
        {
            await feed.TellAsync(new SourceReport(SourcePhase.Unreachable, $"it cannot be read: {error.Message}; what it brought stays"), token);
        }
        catch (Exception trouble) when (trouble is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            Failed(log, source, trouble.Message);
        }
    }

    [LoggerMessage(1511, LogLevel.Error, "the source {Source} ended in a way that nobody expected; it is started again")]
    private static partial void Broke(ILogger logger, string source, Exception error);

    [LoggerMessage(1510, LogLevel.Warning, "the source {Source} cannot be read, trying again: {Why}")]
    private static partial void Failed(ILogger logger, string source, string why);
}
