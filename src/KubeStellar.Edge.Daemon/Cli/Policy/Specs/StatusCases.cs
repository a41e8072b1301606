using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>What the statuses of all copies amount to, and that it does not hang on the order in which a hub combines them.</summary>
internal sealed class StatusCases(IPolicyRuntime runtime, LoadedPolicy policy, IReadOnlyList<EdgeRecord> edges, SpecStatus status, Snapshots snapshots)
{
    internal const int Count = 2;
    private const string Summary = "sums statuses up";
    private const string Order = "combines partials in any order";

    internal IEnumerable<(string It, Func<Task<(List<Failure>, bool)>> Run)> All(CancellationToken token) =>
    [
        (Summary, () => SummaryAsync(token)),
        (Order, () => OrderAsync(token)),
    ];

    private async Task<(List<Failure>, bool)> SummaryAsync(CancellationToken token)
    {
        try
        {
            JsonElement? total = null;
            foreach (var partial in await PartialsAsync(token))
            {
                total = total is { } before ? (await CombineAsync([(before, partial)], token))[0] : partial;
            }

            var summary = Good("status.finish", await runtime.FinishAsync(policy.Digest, total ?? Null, token))[0];
            if (status.Summary is { } expected)
            {
                return JsonElement.DeepEquals(expected, summary) ? ([], false) : ([new Failure("the summary differs", LineDiff.Lines(Pretty(expected), Pretty(summary)))], false);
            }

            var failures = new List<Failure>();
            var updated = snapshots.Check("status", JsonElement.Parse(Pretty(summary)), failures);
            return (failures, updated);
        }
        catch (CliException error)
        {
            return ([new Failure(error.Message, [])], false);
        }
    }

    private async Task<(List<Failure>, bool)> OrderAsync(CancellationToken token)
    {
        try
        {
            var broken = await new LawCases(await SampleAsync(token), (pairs, stop) => CombineAsync(pairs, stop)).FindAsync(token);
            return (broken is null ? [] : [broken], false);
        }
        catch (CliException error)
        {
            return ([new Failure(error.Message, [])], false);
        }
    }

    /// <summary>The partials of edges, and of each object of those that have several: all that a hub may come to combine.</summary>
    private async Task<List<(string Edge, JsonElement Value)>> SampleAsync(CancellationToken token)
    {
        var sample = new List<(string Edge, JsonElement Value)>();
        foreach (var ((edge, inputs), whole) in status.ByEdge(edges).Zip(await PartialsAsync(token)))
        {
            sample.Add((edge.Id, whole));
            foreach (var input in inputs.Where(_ => inputs.Count > 1))
            {
                sample.Add(($"{edge.Id} {input.Key.Kind}/{input.Key.Name}", Good($"status.map, edge {edge.Id}", await runtime.MapAsync(policy.Digest, edge, [input], token))[0]));
            }
        }

        return [.. sample.Where(one => one.Value.ValueKind != JsonValueKind.Null)];
    }

    private static JsonElement Null { get; } = JsonElement.Parse("null");

    private async Task<List<JsonElement>> PartialsAsync(CancellationToken token)
    {
        if (!policy.Shape.Reduces)
        {
            throw new CliException("the policy has no status");
        }

        var partials = new List<JsonElement>();
        foreach (var (edge, inputs) in status.ByEdge(edges))
        {
            partials.Add(Good($"status.map, edge {edge.Id}", await runtime.MapAsync(policy.Digest, edge, inputs, token))[0]);
        }

        return partials;
    }

    private async Task<IReadOnlyList<JsonElement>> CombineAsync(IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token) =>
        pairs.Count == 0 ? [] : Good("status.combine", await runtime.CombineAsync(policy.Digest, pairs, token));

    private static T Good<T>(string doing, PolicyOutcome<T> outcome)
        where T : class => outcome.Ok ? outcome.Value : throw new CliException($"{doing}: {outcome.Fault.Reason}: {outcome.Fault.Message}{(outcome.Fault.Location.Length > 0 ? $" ({outcome.Fault.Location})" : "")}");

    private static string Pretty(JsonElement value) => JsonText.Write(JsonElement.Parse(CanonicalJson.Canonicalize(value)));
}
