using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Feeds;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Feeds;

/// <summary>Runs every webhook in a loop of its own: one that is slow or broken keeps nobody else, and holds one page of events in memory.</summary>
internal sealed partial class WebhookRunner(
    WebhookBook book, IEventLog log, HubEvents events, IOptions<HubFlowOptions> self, TimeProvider time, ILogger<WebhookRunner> logger) : BackgroundService
{
    /// <summary>First wait before an event is sent again, and the longest.</summary>
    private static readonly Backoff Retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(book.All.Select(webhook => RunAsync(webhook, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to end.
        }
    }

    private async Task RunAsync(IWebhook webhook, CancellationToken token)
    {
        var feed = new WebhookFeed(webhook, book, log, events, self.Value.Instance, Retries, new Random(), time);
        while (true)
        {
            var wait = WebhookFeed.Poll;
            try
            {
                wait = await feed.StepAsync(token);
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
            {
                NotRead(logger, webhook.Id, error.Message);
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, token);
        }
    }

    [LoggerMessage(2140, LogLevel.Debug, "events for the webhook {Webhook} cannot be read, trying again: {Why}")]
    private static partial void NotRead(ILogger logger, string webhook, string why);
}
