using System.Collections.Concurrent;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.TestKit.Memory.Edge;

/// <summary>A link to a <see cref="SiteHub"/> that can be cut. An answer holds at most three parts, so that asking again is exercised.</summary>
public sealed class MemoryHubLink(SiteHub hub, Fault fault, TimeProvider time) : IHubLink
{
    private const int MostParts = 3;
    private readonly Channel<LinkSignal> _signals = Channel.CreateUnbounded<LinkSignal>();
    private volatile bool _connected;

    public bool Connected => _connected;

    public int Gets { get; private set; }

    public int Messages { get; private set; }

    public HeartbeatMessage? LastHeartbeat { get; private set; }

    public FactsMessage? Facts { get; private set; }

    public byte[]? Answer { get; private set; }

    /// <summary>All answers, in order, with the id of the question.</summary>
    public ConcurrentQueue<(string Id, byte[] Body)> Answers { get; } = [];

    /// <inheritdoc/>
    public int ReportBytes { get; set; } = 768 * 1024;

    public IReadOnlyList<string> Resync { get; set; } = [];

    /// <summary>What the hub says of the edge's labels.</summary>
    public SortedDictionary<string, string>? Labels { get; set; }

    /// <summary>Schema version of its answers to heartbeats.</summary>
    public int ReplyVersion { get; set; } = 1;

    /// <summary>Whether the hub says that it knows the edge; null: it does not say.</summary>
    public bool? Known { get; set; }

    /// <summary>Called with each heartbeat before it is answered, as a link that learns from answers does.</summary>
    public Action<HeartbeatMessage> Heard { get; set; } = static _ => { };

    /// <summary>The hub's clock relative to the edge's.</summary>
    public TimeSpan HubClock { get; set; }

    /// <summary>Held back until completed, when set: answers to requests for contents.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public void Connect()
    {
        _connected = true;
        Signal(LinkSignalKind.Connected);
    }

    public void Cut()
    {
        _connected = false;
        Signal(LinkSignalKind.Disconnected);
    }

    public void Push(byte[] payload) => _signals.Writer.TryWrite(new LinkSignal(LinkSignalKind.Root, payload, "", ""));

    public void Signal(LinkSignalKind kind, string id = "", string detail = "") => _signals.Writer.TryWrite(new LinkSignal(kind, default, id, detail));

    /// <summary>A question of the hub.</summary>
    public void Ask(string what, string id, byte[] question) => _signals.Writer.TryWrite(new LinkSignal(LinkSignalKind.Ask, question, id, what));

    public IAsyncEnumerable<LinkSignal> SignalsAsync(CancellationToken token) => _signals.Reader.ReadAllAsync(token);

    public async Task<ContentFrame> GetAsync(GetRequest request, CancellationToken token)
    {
        Reach("link.get");
        Gets++;
        if (request.Root)
        {
            return new ContentFrame { Root = hub.Payload };
        }

        await Hold.WaitAsync(token);
        var there = request.Digests.Where(hub.Stored.ContainsKey).ToList();
        return ContentFrame.Decode(new ContentFrame
        {
            Parts = [.. there.Take(MostParts).Select(digest => new ContentFramePart(digest, hub.Stored[digest]))],
            More = [.. there.Skip(MostParts)],
            Missing = [.. request.Digests.Where(digest => !hub.Stored.ContainsKey(digest))],
        }.Encode());
    }

    public Task<ReportReply> ReportAsync(ReportMessage message, CancellationToken token)
    {
        Reach("link.report");
        Messages++;
        return Task.FromResult(hub.Take(message));
    }

    /// <summary>Policies whose index the next heartbeat's answer asks for.</summary>
    public IReadOnlyList<string>? AskUpsync { get; set; }

    public Task<UpsyncReply> UpsyncAsync(UpsyncMessage message, CancellationToken token)
    {
        Reach("link.upsync");
        return Task.FromResult(hub.Take(message));
    }

    public Task FactsAsync(FactsMessage message, CancellationToken token)
    {
        Reach("link.facts");
        Facts = message;
        return Task.CompletedTask;
    }

    /// <summary>How long it says that pulses will do.</summary>
    public TimeSpan? Whole { get; set; }

    public int Pulses { get; private set; }

    public int Heartbeats { get; private set; }

    public Task PulseAsync(CancellationToken token)
    {
        Reach("link.pulse");
        Pulses++;
        return Task.CompletedTask;
    }

    public Task<HeartbeatReply> HeartbeatAsync(HeartbeatMessage message, CancellationToken token)
    {
        Reach("link.heartbeat");
        LastHeartbeat = message;
        Heartbeats++;
        Heard(message);
        var resync = Resync;
        Resync = [];
        var upsync = AskUpsync;
        AskUpsync = null;
        return Task.FromResult(new HeartbeatReply
        {
            SchemaVersion = ReplyVersion,
            Whole = Whole is { } whole ? (long)whole.TotalMilliseconds : null,
            Epoch = hub.Root?.Epoch ?? 0,
            Revision = hub.Root?.Revision ?? 0,
            RootDigest = hub.Root is null ? default : hub.RootDigest,
            At = time.GetUtcNow() + HubClock,
            Resync = resync,
            Upsync = upsync,
            Labels = Labels,
            Known = Known,
        });
    }

    public Task AnswerAsync(string id, ReadOnlyMemory<byte> answer, CancellationToken token)
    {
        Reach("link.answer");
        Answer = answer.ToArray();
        Answers.Enqueue((id, Answer));
        return Task.CompletedTask;
    }

    private void Reach(string name)
    {
        fault.Step(name);
        if (!_connected)
        {
            throw new HubUnreachableException("cut by the test");
        }
    }
}
