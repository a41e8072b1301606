using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// What the hub answers its edges. The transport has checked that the reply subject is the edge's own inbox, and takes the edge's id from the
/// subject, which the server enforces; ids inside messages are checked against it by the handler.
/// </summary>
public interface IGatewayHandler
{
    /// <summary>The root and contents asked for; only what hangs from the asker's own root.</summary>
    Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token);

    /// <summary>Takes reports; returns after they are durable.</summary>
    Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token);

    /// <summary>Takes objects that were born at the edge; returns after they are durable.</summary>
    Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token);

    /// <summary>Takes facts; returns after they are durable.</summary>
    Task FactsAsync(string edge, FactsMessage message, CancellationToken token);

    /// <summary>Takes a heartbeat.</summary>
    HeartbeatReply Heartbeat(string edge, HeartbeatMessage message);

    /// <summary>
    /// Takes a pulse, which is the edge's last heartbeat once more. Gives that heartbeat when the answer to it would be the same again, null when the edge is to beat whole.
    /// </summary>
    HeartbeatMessage? Pulse(string edge) => null;

    /// <summary>Takes the keys that an edge made for itself; returns after they are durable.</summary>
    Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token);

    /// <summary>Admits or refuses a device that came with a token.</summary>
    Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token);
}
