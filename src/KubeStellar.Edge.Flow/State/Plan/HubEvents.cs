using System.Text.Json;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Audit;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// Events on their way to the audit stream, queued after what they tell of is durable, so that nobody waits for the log. Bounded: when the
/// log cannot be reached for long, the oldest are dropped and counted.
/// </summary>
internal sealed class HubEvents
{
    private const int Most = 10_000;
    private readonly TimeProvider _time;
    private readonly Asker? _asker;
    private readonly Channel<EventRecord> _queue;
    private long _dropped;

    public HubEvents(TimeProvider time, Asker? asker = null)
    {
        (_time, _asker) = (time, asker);
        _queue = Channel.CreateBounded<EventRecord>(
            new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    public long Dropped => Interlocked.Read(ref _dropped);

    public ChannelReader<EventRecord> Queue => _queue.Reader;

    /// <summary>Notes an event; what <see cref="Asker.Unnamed"/> did, whoever asks here did; a user with roles is a verified actor.</summary>
    public void Add(string kind, string subject, string workspace, string actor, string message, JsonElement? before = null, JsonElement? after = null)
    {
        var asked = _asker?.Now ?? Asked.Nobody;
        var theirs = actor == Asker.Unnamed || actor == asked.Name;
        var verified = theirs && asked.User is not null;
        _queue.Writer.TryWrite(new EventRecord
        {
            Kind = kind,
            Subject = subject,
            Workspace = workspace,
            Actor = theirs && _asker is { } asker ? asker.Name : actor,
            Verified = verified ? true : null,
            Told = verified && asked.Told.Length > 0 ? asked.Told : null,
            Message = message,
            Before = before,
            After = after,
            At = _time.GetUtcNow(),
            Id = EventIds.New(_time),
        });
    }
}
