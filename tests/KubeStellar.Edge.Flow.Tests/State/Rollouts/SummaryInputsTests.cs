using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class SummaryInputsTests : IHubSummaries
{
    [Fact]
    public async Task It_has_totals_coverage_value_and_time_and_is_of_the_same_workspace()
    {
        var value = (await FetchAsync("default", "base")).Value!.Value;
        Assert.Equal("at coverage totals value", string.Join(' ', value.EnumerateObject().Select(one => one.Name)));
        Assert.Equal(3, value.GetProperty("totals").GetProperty("ready").GetInt32());
        Assert.Equal(4, value.GetProperty("coverage").GetProperty("edges").GetInt32());
        Assert.Equal("""{"n":1}""", value.GetProperty("value").GetRawText());
        Assert.Equal(JsonValueKind.Null, (await FetchAsync("default", "bare")).Value!.Value.GetProperty("value").ValueKind);
        Assert.Contains("no summary of a policy 'base'", (await FetchAsync("other", "base")).Error, StringComparison.Ordinal);
        Assert.Contains("no name of a policy", (await FetchAsync("default", "No Policy")).Error, StringComparison.Ordinal);
    }

    SummaryRecord? IHubSummaries.Of(PolicyKey policy) => policy switch
    {
        ("default", "base") => Summary(policy, JsonElement.Parse("""{"n":1}""")),
        ("default", "bare") => Summary(policy, null),
        _ => null,
    };

    private async Task<InputValue> FetchAsync(string workspace, string policy) =>
        (await new GateInputs([new SummaryInputs(this, TimeProvider.System)], TimeProvider.System)
            .FetchAllAsync(workspace, [new InputRule { Name = "it", Kind = InputKind.Summary, Source = policy }], default))["it"];

    private static SummaryRecord Summary(PolicyKey policy, JsonElement? value) => new()
    {
        Policy = policy, Bundle = Digest.Of("bundle"u8), Totals = new Totals { Ready = 3 }, Coverage = new Coverage(4, 3, ["e4"]), Value = value,
    };
}
