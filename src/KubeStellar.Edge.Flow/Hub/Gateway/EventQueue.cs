using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Writes audit events behind whoever notes them (a heartbeat must not wait for a stream). Keeps trying while the stream is away; bounded.</summary>
internal sealed class EventQueue(IEventLog events, TimeProvider time, IOptions<GatewayOptions> options, ILogger<EventQueue> log) : BackgroundService
{
    private readonly Channel<EventRecord> _queue = Channel.CreateBounded<EventRecord>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
        dropped => GatewayLog.EventDropped(log, dropped.Kind, dropped.Subject));

    internal void Note(string kind, string subject, string actor, string message, JsonElement? after = null) =>
        _queue.Writer.TryWrite(new EventRecord { Kind = kind, Subject = subject, Actor = actor, Message = message, After = after, At = time.GetUtcNow(), Id = EventIds.New(time) });

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new EventDrain(_queue.Reader, events, time, (record, why) => GatewayLog.EventNotWritten(log, record.Kind, record.Subject, why)) { RetryAfter = options.Value.RetryAfter }
            .RunAsync(stoppingToken);
}
