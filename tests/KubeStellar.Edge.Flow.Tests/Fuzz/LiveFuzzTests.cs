using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Live;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>Live questions at the edge and answers at the hub, what a region says of its edges, and the local status.</summary>
public sealed class LiveFuzzTests
{
    [Fact]
    public Task Questions_at_the_edge() => RunAsync("question", input =>
    {
        var answers = LiveAnswers.Of("store-17", "abc", input, SiteView.None, DateTimeOffset.UnixEpoch, 100_000).ToList();
        Assert.InRange(answers.Count, 1, StatusAnswer.MostParts);
    }, Golden.Of("StatusQuestion"));

    [Fact]
    public Task Answers_at_the_hub() => RunAsync("answer", input =>
    {
        var answer = JsonSerializer.Deserialize(Golden.Of("StatusAnswer")[0], ContractsJson.Default.StatusAnswer)!;
        var parts = new AnswerParts(answer.Edge, answer.Id, [.. answer.Objects.Select(one => one.Object)], 100_000);
        if (parts.Take(input))
        {
            Assert.NotNull(parts.Answered);
        }
    }, Golden.Of("StatusAnswer"));

    [Fact]
    public Task What_a_region_says() => RunAsync("region", input =>
    {
        if (JsonSerializer.Deserialize(input, ContractsJson.Default.PartialRecord) is { } partial && FleetLimits.Explain(partial) is null && partial.Fleet is { } fleet)
        {
            Assert.NotNull(FleetLimits.Fit(fleet));
        }

        if (JsonSerializer.Deserialize(input, ContractsJson.Default.FactsMessage) is { } facts)
        {
            _ = RegionFacts.Explain(facts.Properties);
        }
    }, [.. Golden.Of("PartialRecord"), .. Golden.Of("FactsMessage"), Encoding.UTF8.GetBytes("""{"edge":"eu","properties":{"edges":2,"regions":0,"labelSets":[{"labels":{"a":"b"},"edges":2}]}}""")]);

    [Fact]
    public Task The_local_status() => RunAsync("local-status", input => JsonSerializer.Deserialize(input, SiteJson.Default.EdgeStatus), [JsonSerializer.SerializeToUtf8Bytes(new EdgeStatus { Edge = "store-17" }, SiteJson.Default.EdgeStatus)]);

    private static async Task RunAsync(string name, Action<byte[]> parse, IReadOnlyList<byte[]> seeds) =>
        await new Fuzzer(Golden.Corpus).RunAsync(new FuzzTarget(name, parse, typeof(JsonException)), seeds);
}
