using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway.Upsync;

/// <summary>Keeps the records of edges' objects in step with the roots: what no root asks for any more goes, with the policy, the rule or the edge.</summary>
internal sealed class UpsyncService(
    UpsyncBook book, UpsyncRoots roots, AskedRules rules, IHubInventory inventory, IHubDesired desired, HubHold hold, TimeProvider time, IOptions<GatewayOptions> options,
    ILogger<UpsyncService> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await UntilDoneAsync(book.LoadAsync, stoppingToken);
        await UntilDoneAsync(LeftAsync, stoppingToken);
        await foreach (var change in roots.ReadAllAsync(stoppingToken))
        {
            await UntilDoneAsync(token => TakeAsync(change, token), stoppingToken);
        }
    }

    /// <summary>Edges that left while their records were being removed by a process that died then.</summary>
    private async Task LeftAsync(CancellationToken token)
    {
        foreach (var edge in hold.Holds ? [] : book.Edges.Where(edge => inventory.Edge(edge) is null && desired.Root(edge) is null))
        {
            await book.ForgetAsync(edge, token);
        }
    }

    private async Task TakeAsync(RootChange change, CancellationToken token)
    {
        // The newest root counts, whichever change this is: a queue may be long.
        if ((desired.Root(change.Edge) ?? change.After) is not { } root || change.After is null)
        {
            await book.ForgetAsync(change.Edge, token);
            return;
        }

        var shelf = book.Of(change.Edge);
        foreach (var entry in root.Root.Policies)
        {
            if (await rules.OfAsync(entry.Manifest, token) is { Count: > 0 })
            {
                shelf.Asked[entry.Policy] = true;
            }
        }

        foreach (var policy in shelf.Policies.Concat(shelf.Asked.Keys).Distinct().ToList())
        {
            // What cannot be read is not what asks for nothing.
            if (await rules.OfAsync(root.Root, policy, token) is { } asked)
            {
                await shelf.Turn.WaitAsync(token);
                try
                {
                    var gone = shelf.With(policy, held => held.Objects.Keys.Where(key => !asked.Any(rule => rule.MayAsk(key))).ToList());
                    await book.RemoveAsync(change.Edge, policy, gone, token);
                    if (gone.Count > 0)
                    {
                        UpsyncLog.Forgotten(log, gone.Count, change.Edge, policy.ToString());
                    }

                    if (asked.Count == 0)
                    {
                        shelf.Asked.TryRemove(policy, out _);
                        shelf.Drop(policy);
                    }
                }
                finally
                {
                    shelf.Turn.Release();
                }
            }
        }
    }

    private async Task UntilDoneAsync(Func<CancellationToken, Task> work, CancellationToken token)
    {
        while (true)
        {
            try
            {
                await work(token);
                return;
            }
            catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
            {
                UpsyncLog.Later(log, error.Message);
                await Task.Delay(options.Value.RetryAfter, time, token);
            }
        }
    }
}
