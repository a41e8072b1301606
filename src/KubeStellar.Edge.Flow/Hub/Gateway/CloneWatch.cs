using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Tells a cloned disk from a restart: it asks who is there, and every daemon that is connected with the edge's key answers this one question. A daemon that was restarted, or whose
/// last messages were under way for long, does not: it is dead. Two processes that answer live at the same time, and the edge is held.
/// </summary>
internal sealed class CloneWatch(
    Suspects suspects, IHubInventory inventory, IHubCommands commands, TimeProvider time, IOptions<GatewayOptions> options, ILogger<CloneWatch> log, IEdgeAsker? asker = null) : BackgroundService
{
    private const int AtOnce = 64;
    private const int MaxAnswerBytes = 256 * 1024;

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => asker is null ? Task.CompletedTask : Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
    {
        await foreach (var edge in suspects.ReadAllAsync(stoppingToken))
        {
            try
            {
                await LookAsync(asker, edge, stoppingToken);
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
            {
                GatewayLog.NotAsked(log, edge, error.Message);
            }
            finally
            {
                suspects.Done(edge);
            }
        }
    }));

    private async Task LookAsync(IEdgeAsker asker, string edge, CancellationToken token)
    {
        if (inventory.Edge(edge) is not { Hold: null })
            return;
        var found = await WhoAsync(asker, edge, token);
        if (found.Count < 2)
            return;
        GatewayLog.Cloned(log, edge, found.Count);
        await commands.HoldAsync(
            edge, CloneRules.Reason, $"{found.Count} daemons with the key of {edge} are connected at the same time ({string.Join(", ", found.Select(CloneRules.Describe))}): its disk was copied", token);
    }

    private async Task<IReadOnlyList<HeartbeatMessage>> WhoAsync(IEdgeAsker asker, string edge, CancellationToken token)
    {
        var found = new Dictionary<string, HeartbeatMessage>(StringComparer.Ordinal);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var limit = new CancellationTokenSource(options.Value.AnswerTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            await foreach (var body in asker.AskAsync(edge, Subjects.AskWho, id, "{}"u8.ToArray(), MaxAnswerBytes, both.Token).WithCancellation(both.Token))
            {
                if (CloneRules.Read(edge, body.Span) is { } said)
                    found[said.Process] = said;
                if (found.Count > 1)
                    break;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // Whoever is there had time to say so.
        }

        return [.. found.Values];
    }
}
