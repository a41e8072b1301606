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

    // All pairs and triples of more would take longer than it tells.
    private const int MostPartials = 6;

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
            var partials = (await PartialsAsync(token)).Where(partial => partial.ValueKind != JsonValueKind.Null).Take(MostPartials).ToList();
            var pairs = (from a in partials.Index() from b in partials.Index() where a.Index < b.Index select (Left: a.Item, Right: b.Item)).ToList();
            var (one, other) = (await CombineAsync(pairs, token), await CombineAsync([.. pairs.Select(pair => (pair.Right, pair.Left))], token));
            for (var i = 0; i < pairs.Count; i++)
            {
                if (!JsonElement.DeepEquals(one[i], other[i]))
                {
                    return ([new Failure("combine(a, b) is not combine(b, a); a hub combines in any order", LineDiff.Lines(Pretty(one[i]), Pretty(other[i])))], false);
                }
            }

            var triples = (from a in partials.Index() from b in partials.Index() from c in partials.Index() where a.Index < b.Index && b.Index < c.Index select (A: a.Item, B: b.Item, C: c.Item)).ToList();
            var ab = await CombineAsync([.. triples.Select(three => (three.A, three.B))], token);
            var bc = await CombineAsync([.. triples.Select(three => (three.B, three.C))], token);
            var left = await CombineAsync([.. triples.Select((three, i) => (ab[i], three.C))], token);
            var right = await CombineAsync([.. triples.Select((three, i) => (three.A, bc[i]))], token);
            for (var i = 0; i < triples.Count; i++)
            {
                if (!JsonElement.DeepEquals(left[i], right[i]))
                {
                    return ([new Failure("combine(combine(a, b), c) is not combine(a, combine(b, c)); a hub combines in any order", LineDiff.Lines(Pretty(left[i]), Pretty(right[i])))], false);
                }
            }

            return ([], false);
        }
        catch (CliException error)
        {
            return ([new Failure(error.Message, [])], false);
        }
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

    private async Task<IReadOnlyList<JsonElement>> CombineAsync(List<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token) =>
        pairs.Count == 0 ? [] : Good("status.combine", await runtime.CombineAsync(policy.Digest, pairs, token));

    private static T Good<T>(string doing, PolicyOutcome<T> outcome)
        where T : class => outcome.Ok ? outcome.Value : throw new CliException($"{doing}: {outcome.Fault.Reason}: {outcome.Fault.Message}{(outcome.Fault.Location.Length > 0 ? $" ({outcome.Fault.Location})" : "")}");

    private static string Pretty(JsonElement value) => JsonText.Write(JsonElement.Parse(CanonicalJson.Canonicalize(value)));
}
