using System.Text;
using KubeStellar.Edge.Nats.Gateway;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

/// <summary>Requests of edges that are newer than their hub.</summary>
public sealed class GatewayCallsTests
{
    [Theory]
    [InlineData("get", "{\"v\":2}")]
    [InlineData("facts", "{\"v\":2,\"edge\":\"e1\",\"properties\":{}}")]
    [InlineData("report", "{\"v\":2,\"edge\":\"e1\",\"reports\":[]}")]
    [InlineData("join", "{\"v\":2,\"edge\":\"e1\",\"publicKey\":\"U\",\"exchangeKey\":\"x\",\"proof\":\"p\"}")]
    public async Task A_request_of_a_newer_version_is_refused_with_a_sentence(string verb, string body)
    {
        var error = await Assert.ThrowsAsync<GatewayRefusedException>(() => CallAsync(verb, body));
        Assert.Contains("schema version 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("heartbeat", "{\"v\":2,\"edge\":\"e1\",\"zNew\":1}")]
    [InlineData("facts", "{\"v\":1,\"edge\":\"e1\",\"properties\":{},\"zNew\":1}")]
    public Task A_heartbeat_says_that_its_edge_is_alive_and_members_that_are_new_disturb_nobody(string verb, string body) =>
        CallAsync(verb, body);

    private static async Task CallAsync(string verb, string body)
    {
        var gateway = new RecordingGateway();
        await new GatewayCalls(gateway).CallAsync(new GatewayRequest(verb, "e1", "_INBOX.e1.x", Encoding.UTF8.GetBytes(body)), default);
        Assert.Single(gateway.Calls);
    }
}
