using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Tests.Hub.Gateway;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>What edges and devices ask of the hub: answered, refused with a sentence, or dropped; never an exception that nobody declared, which would be an error in the hub's log for each message of a thief.</summary>
public sealed class GatewayFuzzTests
{
    [Fact]
    public Task Reports() => RunAsync("ReportMessage", ContractsJson.Default.ReportMessage, (hub, message) => hub.ReportAsync("store-17", message, default));

    [Fact]
    public Task Upsyncs() => RunAsync("UpsyncMessage", ContractsJson.Default.UpsyncMessage, (hub, message) => hub.UpsyncAsync("store-17", message, default));

    [Fact]
    public Task Facts() => RunAsync("FactsMessage", ContractsJson.Default.FactsMessage, (hub, message) => hub.FactsAsync("store-17", message, default));

    [Fact]
    public Task Heartbeats() => RunAsync("HeartbeatMessage", ContractsJson.Default.HeartbeatMessage, (hub, message) => Task.FromResult(hub.Heartbeat("store-17", message)));

    [Fact]
    public Task Gets() => RunAsync("GetRequest", ContractsJson.Default.GetRequest, (hub, message) => hub.GetAsync("store-17", message, default));

    [Fact]
    public Task Joins() => RunAsync("JoinRequest", ContractsJson.Default.JoinRequest, (hub, message) => hub.JoinAsync("t1", message, default));

    private static async Task RunAsync<T>(string record, JsonTypeInfo<T> type, Func<IGatewayHandler, T, Task> call)
        where T : class
    {
        await using var world = new GatewayWorld();
        world.Inventory.Add("store-17");
        void Parse(byte[] input)
        {
            if (WireJson.Read(input, type) is { } message)
            {
                call(world.Handler, message).GetAwaiter().GetResult();
            }
        }

        // ArgumentException: who speaks for another, as the desks declare it.
        var target = new FuzzTarget("gateway-" + record, Parse, typeof(JsonException), typeof(ArgumentException)) { BytesAtLeast = 2 << 20 };
        Assert.InRange(await new Fuzzer(Golden.Corpus).RunAsync(target, Golden.Of(record)), 1, int.MaxValue);
    }
}
