using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Hosting;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>
/// Tells users, who may not read buckets, that something changed in their workspace: they list again through the API. Which bucket is all it says, a few times a second at most, whatever is written;
/// what is lost on the way costs whoever listens a slower poll.
/// </summary>
internal sealed class ChangeTeller(HubConnection hub, ChangeBell bell, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Pace, time);
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var change in bell.Take())
                {
                    await TellAsync(change.Key, string.Join('\n', change), stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The hub ends.
        }
    }

    private async Task TellAsync(string place, string buckets, CancellationToken token)
    {
        using var deadline = Deadline.After(Patience, time, token);
        try
        {
            await (await hub.OpenAsync(deadline.Token)).PublishAsync(Subjects.Changes(place), buckets, cancellationToken: deadline.Token);
        }
        catch (Exception e) when (e is NatsException or BucketUnavailableException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            // Nobody hears anything now, and everybody polls.
        }
    }
}
