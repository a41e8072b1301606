using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>
/// An edge's connection to its hub. Every call ends by itself within a deadline; <see cref="HubUnreachableException"/> means nothing but that,
/// and is an everyday event.
/// </summary>
public interface IHubLink
{
    /// <summary>Whether the connection stands now.</summary>
    bool Connected { get; }

    /// <summary>Largest report of one policy, in bytes, that the hub can keep: a part of what its server takes as one message. While that is not known, of a server's default.</summary>
    int ReportBytes => 768 * 1024;

    /// <summary>Signals in order: connected, disconnected, roots pushed, questions. Ends only with the token. One reader.</summary>
    IAsyncEnumerable<LinkSignal> SignalsAsync(CancellationToken token);

    /// <summary>The root and contents.</summary>
    Task<ContentFrame> GetAsync(GetRequest request, CancellationToken token);

    /// <summary>The root and contents, waited for so long.</summary>
    Task<ContentFrame> GetAsync(GetRequest request, TimeSpan patience, CancellationToken token) => GetAsync(request, token);

    /// <summary>Reports; returns after the hub has them durably.</summary>
    Task<ReportReply> ReportAsync(ReportMessage message, CancellationToken token);

    /// <summary>Objects that were born here; returns after the hub has them durably. At most <see cref="ReportBytes"/> at once.</summary>
    Task<UpsyncReply> UpsyncAsync(UpsyncMessage message, CancellationToken token);

    /// <summary>Facts; returns after the hub has them durably.</summary>
    Task FactsAsync(FactsMessage message, CancellationToken token);

    /// <summary>A heartbeat.</summary>
    Task<HeartbeatReply> HeartbeatAsync(HeartbeatMessage message, CancellationToken token);

    /// <summary>Says that all is as the last heartbeat said; returns when it is sent, and nobody answers.</summary>
    Task PulseAsync(CancellationToken token);

    /// <summary>Answers a question.</summary>
    Task AnswerAsync(string id, ReadOnlyMemory<byte> answer, CancellationToken token);
}
