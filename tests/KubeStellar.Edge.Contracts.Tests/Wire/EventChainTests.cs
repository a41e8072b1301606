using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Wire;

public sealed class EventChainTests
{
    private static readonly EventRecord Applied = new()
    {
        Kind = "policy.applied", Subject = "storefront", Workspace = "default", Actor = "ann", Message = "generation 2", After = JsonElement.Parse("{\"b\":1.10,\"a\":\"ü\"}"),
        At = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Id = "0195516bc4007000a000000000000001",
    };

    [Fact]
    public void The_chain_value_is_of_all_but_itself_in_canonical_form()
    {
        var first = EventChain.Link(Applied, 1, null);
        var canonical = """{"actor":"ann","after":{"a":"ü","b":1.10},"at":"2026-03-01T12:00:00+00:00","id":"0195516bc4007000a000000000000001","kind":"policy.applied","message":"generation 2","number":1,"subject":"storefront","v":1,"workspace":"default"}"""u8;
        Assert.Equal(Digest.Of(canonical), first.Chain);
        var second = EventChain.Link(Applied, 2, first.Chain);
        Assert.Equal((2L, first.Chain), (second.Number!.Value, second.Previous));
        Assert.NotEqual(first.Chain, second.Chain);
    }

    [Fact]
    public void It_is_found_again_from_the_bytes_however_they_are_written()
    {
        var linked = EventChain.Link(Applied, 7, Digest.Of("before"u8));
        var bytes = JsonSerializer.SerializeToUtf8Bytes(linked, ContractsJson.Default.EventRecord);
        Assert.Equal(linked.Chain, EventChain.Of(JsonElement.Parse(bytes)));
        Assert.Equal(linked.Chain, EventChain.Of(JsonElement.Parse(CanonicalJson.Canonicalize(bytes))));
        Assert.Equal(linked, EventChain.Link(linked, 7, Digest.Of("before"u8)));
    }

    [Fact]
    public void An_event_with_a_chain_has_a_golden_file_and_older_ones_have_none()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
        var told = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, "EventRecord.v1.chain.json")), ContractsJson.Default.EventRecord)!;
        Assert.Equal(EventChain.Link(Applied, 2, EventChain.Link(Applied, 1, null).Chain).Chain, told.Chain);
        var old = JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(folder, "EventRecord.v1.json")), ContractsJson.Default.EventRecord)!;
        Assert.Equal((null, null, null), (old.Number, old.Previous, old.Chain));
    }
}
