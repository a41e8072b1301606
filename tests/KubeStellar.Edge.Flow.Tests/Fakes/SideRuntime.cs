using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>A policy runtime whose only policy adds the numbers in <c>n</c>, throws at negative ones, and finishes to <c>{ sum }</c>, throwing above a limit; counts crossings and pairs.</summary>
internal sealed class SideRuntime : BarePolicyRuntime, IPolicyRuntime
{
    internal int Crossings;
    internal int Pairs;

    internal PolicyFault? Fault { get; set; }

    /// <summary>It keeps the first of two instead of adding.</summary>
    internal bool Lawless { get; set; }

    /// <summary>The label that totals are grouped by.</summary>
    internal string GroupBy { get; set; } = "";

    internal long MostToFinish { get; set; } = long.MaxValue;

    internal static JsonElement Number(long n) => JsonSerializer.Deserialize<JsonElement>($"{{\"n\":{n}}}");

    public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token) =>
        Task.FromResult(new PolicyOutcome<PolicyShape>(new PolicyShape(new PolicySelection(), false, true, null) { GroupBy = GroupBy }, null));

    public override Task ForgetAsync(Digest digest, CancellationToken token) => Task.CompletedTask;

    public override Task UpdateInventoryAsync(IReadOnlyList<EdgeSlot> changes, CancellationToken token) => Task.CompletedTask;

    public override Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token)
    {
        Interlocked.Increment(ref Crossings);
        Interlocked.Add(ref Pairs, pairs.Count);
        return Task.FromResult(Combined(pairs));
    }

    private PolicyOutcome<IReadOnlyList<JsonElement>> Combined(IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs)
    {
        var negative = pairs.Any(pair => Of(pair.Left) < 0 || Of(pair.Right) < 0) ? new PolicyFault("Threw", "a negative number", "a.js:1:2") : null;
        return (Fault ?? negative) is { } fault
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, fault)
            : new PolicyOutcome<IReadOnlyList<JsonElement>>([.. pairs.Select(pair => Number(Of(pair.Left) + (Lawless ? 0 : Of(pair.Right))))], null);
    }

    public override Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token) =>
        Task.FromResult(Of(partial) > MostToFinish
            ? new PolicyOutcome<IReadOnlyList<JsonElement>>(null, new PolicyFault("Threw", "too much", ""))
            : new PolicyOutcome<IReadOnlyList<JsonElement>>([JsonSerializer.Deserialize<JsonElement>($"{{\"sum\":{Of(partial)}}}")], null));

    public async Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FoldAsync(Digest bundle, FoldPlan plan, CancellationToken token)
    {
        Interlocked.Increment(ref Crossings);
        Interlocked.Add(ref Pairs, plan.Steps.Count);
        var values = plan.Inputs.ToList();
        foreach (var (left, right) in plan.Steps)
        {
            var outcome = Combined([(values[left], values[right])]);
            if (!outcome.Ok)
                return outcome;
            values.AddRange(outcome.Value);
        }

        if (plan.Top >= 0)
        {
            var finished = await FinishAsync(bundle, values[plan.Top], token);
            if (!finished.Ok)
                return finished;
            values.AddRange(finished.Value);
        }

        return new PolicyOutcome<IReadOnlyList<JsonElement>>(values[plan.Inputs.Count..], null);
    }

    private static long Of(JsonElement partial) => partial.GetProperty("n").GetInt64();
}
