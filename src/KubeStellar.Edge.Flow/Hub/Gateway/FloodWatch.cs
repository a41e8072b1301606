using System.Collections.Concurrent;
using System.Threading.Channels;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// Keeps an edge out of the server for a while that floods it: to drop its messages costs the hub little, but the server carries every one of them, and on the same line those of all others.
/// The pause doubles with each time, up to a quarter of an hour, and is the first one again after an hour of peace.
/// </summary>
internal sealed class FloodWatch(IHubInventory inventory, IEdgeLockout lockout, EventQueue events, TimeProvider time, ILogger<FloodWatch> log) : BackgroundService, IFloodWatch
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Peace = TimeSpan.FromHours(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Channel<string> _told = Channel.CreateBounded<string>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, (TimeSpan Pause, DateTimeOffset Until)> _pauses = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Flooding(string edge) => _told.Writer.TryWrite(edge);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What a hub before this one began, nobody else would end.
        await ReleaseAsync(null, "", stoppingToken);
        await foreach (var edge in _told.Reader.ReadAllAsync(stoppingToken))
        {
            await SuspendAsync(edge, stoppingToken);
        }
    }

    /// <summary>How long an edge is kept out that floods now.</summary>
    internal TimeSpan PauseOf(string edge) => _pauses.TryGetValue(edge, out var last) && time.GetUtcNow() - last.Until < Peace ? Min(last.Pause * 2, Longest) : First;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task SuspendAsync(string edge, CancellationToken token)
    {
        if (inventory.Edge(edge) is not { Identity.PublicKey: { Length: > 0 } key } || (_pauses.TryGetValue(edge, out var last) && last.Until > time.GetUtcNow()))
        {
            return;
        }

        var pause = PauseOf(edge);
        _pauses[edge] = (pause, time.GetUtcNow() + pause);
        if (await lockout.SuspendAsync(key, token) is { Length: > 0 } why)
        {
            GatewayLog.NotSuspended(log, edge, why);
            return;
        }

        GatewayLog.Suspended(log, edge, pause);
        events.Note("edge.suspended", edge, "hub", $"it flooded the server, and is kept out of it for {pause.TotalSeconds:0} s");
        _ = ReleaseLaterAsync(key, edge, pause, token);
    }

    private async Task ReleaseLaterAsync(string key, string edge, TimeSpan pause, CancellationToken token)
    {
        await Task.Delay(pause, time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!token.IsCancellationRequested)
        {
            await ReleaseAsync(key, edge, token);
        }
    }

    private async Task ReleaseAsync(string? key, string edge, CancellationToken token)
    {
        try
        {
            while (await lockout.ReleaseAsync(key, token) is { Length: > 0 } why)
            {
                GatewayLog.NotReleased(log, edge, why);
                await Task.Delay(Again, time, token);
            }

            if (key is not null)
            {
                events.Note("edge.resumed", edge, "hub", "it may connect again");
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The next hub does it when it starts.
        }
    }
}
