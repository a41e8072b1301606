using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>Bytes to records, the handler, records to bytes.</summary>
internal sealed class GatewayCalls(IGatewayHandler handler, CaTeller? ca = null, ClientIssuer? issuer = null)
{
    private static readonly byte[] Empty = [];

    /// <exception cref="GatewayRefusedException">The body is no such record.</exception>
    public async Task<GatewayAnswer> CallAsync(GatewayRequest request, CancellationToken token)
    {
        var json = ContractsJson.Default;
        switch (request.Verb)
        {
            case GatewayVerbs.Get:
                return new GatewayAnswer((await handler.GetAsync(request.Asker, Read(request, json.GetRequest), token)).Encode());
            case GatewayVerbs.Report:
                return Write(await handler.ReportAsync(request.Asker, Read(request, json.ReportMessage), token), json.ReportReply);
            case GatewayVerbs.Upsync:
                return Write(await handler.UpsyncAsync(request.Asker, Read(request, json.UpsyncMessage), token), json.UpsyncReply);
            case GatewayVerbs.Facts:
                await handler.FactsAsync(request.Asker, Read(request, json.FactsMessage), token);
                return new GatewayAnswer(Empty);
            case GatewayVerbs.Heartbeat:
                var heartbeat = Read(request, json.HeartbeatMessage);
                var reply = handler.Heartbeat(request.Asker, heartbeat);
                return Write(reply with { Ca = ca?.For(heartbeat.CaSerial), Certificate = reply.Known == true ? issuer?.For(request.Asker, heartbeat.Certificate) : null }, json.HeartbeatReply) with { Signed = heartbeat.Seal == true };
            case GatewayVerbs.Rekey:
                return Write(await handler.RekeyAsync(request.Asker, Read(request, json.RekeyMessage), token), json.RekeyReply);
            case GatewayVerbs.Join:
                return Write(await handler.JoinAsync(request.Asker, Read(request, json.JoinRequest), token), json.JoinReply);
            default:
                throw new GatewayRefusedException("there is no such request");
        }
    }

    /// <summary>Whether an edge that sent a pulse is to beat whole.</summary>
    public bool WantsWhole(string edge) => handler.Pulse(edge) is not { } again || ca?.For(again.CaSerial) is not null;

    private static T Read<T>(GatewayRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var record = WireJson.Read(request.Body, type) ?? throw new GatewayRefusedException("the body is null");

            // A heartbeat says at the least that the edge is alive, whatever its other members mean by now.
            return record is HeartbeatMessage || SchemaRule.TooNew(record as WireRecord) is not { } newer ? record : throw new GatewayRefusedException(newer);
        }
        catch (JsonException e)
        {
            throw new GatewayRefusedException("the body cannot be read", e);
        }
    }

    private static GatewayAnswer Write<T>(T reply, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(reply, type));
}
