using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

/// <summary>A hub that answers what a test says, and remembers who asked.</summary>
internal sealed class RecordingGateway : IGatewayHandler
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<string, Task>? Before { get; set; }

    public async Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token)
    {
        await NoteAsync("get", edge);
        return new ContentFrame { Root = "{\"root\":1}"u8.ToArray() };
    }

    public async Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token)
    {
        await NoteAsync("report", edge);
        return new ReportReply { Durable = new SortedDictionary<string, long> { ["shop.p" + message.Reports.Count] = 7 } };
    }

    public async Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token)
    {
        await NoteAsync("upsync", edge);
        return new UpsyncReply { Durable = new SortedDictionary<string, long> { ["shop.p" + message.Parts.Count] = 7 } };
    }

    public Task FactsAsync(string edge, FactsMessage message, CancellationToken token) => NoteAsync("facts", edge);

    public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message)
    {
        Calls.Enqueue("heartbeat " + edge);
        return new HeartbeatReply { Epoch = 3, Revision = message.Revision + 1 };
    }

    /// <summary>What pulses are taken for; null for a whole heartbeat.</summary>
    public HeartbeatMessage? Again { get; set; }

    public HeartbeatMessage? Pulse(string edge)
    {
        Calls.Enqueue("pulse " + edge);
        return Again;
    }

    public async Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token)
    {
        await NoteAsync("rekey", edge);
        return new RekeyReply();
    }

    public async Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token)
    {
        await NoteAsync("join", tokenId);
        return new JoinReply { Refused = "not today" };
    }

    private async Task NoteAsync(string verb, string asker)
    {
        Calls.Enqueue(verb + " " + asker);
        if (Before is { } before)
        {
            await before(asker);
        }
    }
}
