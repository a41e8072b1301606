using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway.Upsync;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The gateway behind its transport: one desk per verb.</summary>
internal sealed class GatewayHandler(
    IHubInventory inventory, IHubCommands commands, ContentDesk contents, ReportDesk reports, HeartbeatDesk heartbeats, JoinDesk joins, UpsyncDesk upsync) : IGatewayHandler
{
    /// <inheritdoc/>
    public Task<ContentFrame> GetAsync(string edge, GetRequest request, CancellationToken token) => contents.AnswerAsync(edge, request, token);

    /// <inheritdoc/>
    public Task<ReportReply> ReportAsync(string edge, ReportMessage message, CancellationToken token) => reports.TakeAsync(edge, message, token);

    /// <inheritdoc/>
    public Task<UpsyncReply> UpsyncAsync(string edge, UpsyncMessage message, CancellationToken token) => upsync.TakeAsync(edge, message, token);

    /// <inheritdoc/>
    public async Task FactsAsync(string edge, FactsMessage message, CancellationToken token)
    {
        if (message.Edge != edge)
            throw new ArgumentException($"facts of edge {edge} speak for another edge", nameof(message));
        if (inventory.Edge(edge) is not null)
            await commands.FactsAsync(edge, message.Properties, token);
    }

    /// <inheritdoc/>
    public HeartbeatReply Heartbeat(string edge, HeartbeatMessage message) => heartbeats.Take(edge, message);

    /// <inheritdoc/>
    public Task<JoinReply> JoinAsync(string tokenId, JoinRequest request, CancellationToken token) => joins.JoinAsync(tokenId, request, token);
}
