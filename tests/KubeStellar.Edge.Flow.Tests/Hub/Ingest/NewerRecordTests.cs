using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

/// <summary>A hub that starts over records of a newer version acts on none of them, and on nothing without them.</summary>
public sealed class NewerRecordTests
{
    [Theory]
    [InlineData(Buckets.Workloads)]
    [InlineData(Buckets.Policies)]
    [InlineData(Buckets.Edges)]
    public async Task A_record_of_a_newer_version_holds_the_hub_with_its_name_and_stays_as_it_is(string name)
    {
        var world = await HubFlowTests.WorldAsync();
        string key;
        byte[] newer;
        using (var hub = await world.StartAsync())
        {
            var bucket = hub.Service<IBuckets>()[name];
            var entry = (await bucket.LoadAsync(default))[0];
            var record = JsonNode.Parse(entry.Value.Span)!;
            record["v"] = 2;
            (key, newer) = (entry.Key, JsonSerializer.SerializeToUtf8Bytes(record));
            await bucket.PutAsync(key, newer, null, default);
        }

        using var again = await world.StartAsync();
        Assert.True(again.Hold.Holds);
        Assert.Contains($"{name} {key} cannot be read", again.Hold.Reason, StringComparison.Ordinal);
        Assert.Contains("schema version 2", again.Hold.Reason, StringComparison.Ordinal);
        Assert.Equal(newer, (await again.Service<IBuckets>()[name].GetAsync(key, default))!.Value.ToArray());
    }
}
