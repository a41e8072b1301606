using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Another policy's summary, of the same workspace: <c>{ totals, coverage, value, at }</c>, with null for a value that it does not have.</summary>
internal sealed class SummaryInputs(IHubSummaries summaries, TimeProvider time) : IGateInputs
{
    private static readonly string[] Members = ["totals", "coverage", "value", "at"];
    private static readonly JsonElement Null = JsonElement.Parse("null");

    public IReadOnlyCollection<InputKind> Kinds { get; } = [InputKind.Summary];

    public Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        return Task.FromResult(Fetch(workspace, rule.Source));
    }

    private InputValue Fetch(string workspace, string policy)
    {
        var now = time.GetUtcNow();
        if (Names.ExplainDnsLabel(policy) is { } wrong)
        {
            return InputLimits.Failed($"'{policy}' is no name of a policy: it {wrong}", now);
        }

        if (summaries.Of(new PolicyKey(workspace, policy)) is not { } summary)
        {
            return InputLimits.Failed($"there is no summary of a policy '{policy}' in this workspace (yet)", now);
        }

        var all = JsonSerializer.SerializeToElement(summary, ContractsJson.Default.SummaryRecord);
        var picked = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in Members)
        {
            picked[member] = all.TryGetProperty(member, out var value) ? value : Null;
        }

        return new InputValue(JsonSerializer.SerializeToElement(picked, InputJson.Default.SortedDictionaryStringJsonElement), "", now);
    }
}
