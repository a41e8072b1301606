using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway.Upsync;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The gateway behind its transport: one desk per verb. An edge that is held is told nothing, and nothing is taken from it.</summary>
internal sealed class GatewayHandler(
    IHubInventory inventory, IHubCommands commands, ContentDesk contents, ReportDesk reports, HeartbeatDesk heartbeats, JoinDesk joins, UpsyncDesk upsync, RekeyDesk keys) : IGatewayHandler
{
    // As long as a person needs, who has to end it anyway.
    private static readonly TimeSpan HeldPause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) =>
        Held(edge) is { } held ? throw new EdgeHeldException(held) : contents.AnswerAsync(edge, request, token);

    /// <inheritdoc/>
    public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => Held(edge) is { } held
        ? Task.FromResult(new ReportReply { Refused = held, RetryAfter = (long)HeldPause.TotalMilliseconds })
        : reports.TakeAsync(edge, message, token);

    /// <inheritdoc/>
    public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) =>
        Held(edge) is { } held ? Task.FromResult(new UpsyncReply { Refused = held }) : upsync.TakeAsync(edge, message, token);

    /// <inheritdoc/>
    public async Task FactsAsync(string edge, FactsMessage message, CancellationToken token)
    {
        if (message.Edge != edge)
            throw new ArgumentException($"facts of edge {edge} speak for another edge", nameof(message));
        if (Held(edge) is { } held)
            throw new EdgeHeldException(held);
        if (inventory.Edge(edge) is not null)
            await commands.FactsAsync(edge, message.Properties, token);
    }

    /// <inheritdoc/>
    public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message) => heartbeats.Take(edge, message);

    /// <inheritdoc/>
    public HeartbeatMessage? Pulse(string edge) => heartbeats.Pulse(edge);

    /// <inheritdoc/>
    public Task<RekeyReply> RekeyAsync(string edge, RekeyMessage message, CancellationToken token) => keys.TakeAsync(edge, message, token);

    /// <inheritdoc/>
    public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token) => joins.JoinAsync(tokenId, request, token);

    private string? Held(string edge) => inventory.Edge(edge) is { Hold: { } hold } known ? CloneRules.Text(known, hold) : null;
}
