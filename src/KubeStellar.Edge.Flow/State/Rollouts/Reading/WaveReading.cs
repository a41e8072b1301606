using System.Text.Json;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;

namespace KubeStellar.Edge.Flow.State.Rollouts.Reading;

/// <summary>Reads one wave.</summary>
internal static class WaveReading
{
    internal static WaveRule Wave(Node wave) => new()
    {
        Name = wave["name"].Name(),
        Count = (int?)wave.Find("count")?.Whole(1, int.MaxValue),
        Gates = wave["gates"].Flag(),
        Soak = wave["soak"].Span(),
        Deadline = wave["deadline"].ValueOrNull(node => node.Span()),
        MaxFailures = wave["maxFailures"].Amount(),
        Concurrency = wave["concurrency"].ValueOrNull(Some),
        Jitter = wave["jitter"].Span(),
        Budgets = wave["budgets"].List(budget => new BudgetRule(budget["label"].Name(), (int)budget["edges"].Whole(1, int.MaxValue))),
        BytesPerMinute = wave["bytesPerMinute"].ValueOrNull(node => node.Whole(1)),
        PullsPerMinute = wave["pullsPerMinute"].ValueOrNull(node => (int)node.Whole(1, int.MaxValue)),
        Approve = wave["approve"].OrNull(approve => new ApprovalRule((int)approve["count"].Whole(1, int.MaxValue), approve["by"].List(name => name.Name()))),
        Windows = wave["windows"].List(TimeReading.Window),
        Strategy = wave["strategy"] is { Value.ValueKind: not JsonValueKind.Null } strategy ? Strategy(strategy) : null,
        GroupBy = wave["groupBy"].Text(),
    };

    private static IntOrPercent Some(Node node) => node.Amount() is var amount && amount.Share(100) > 0 ? amount : throw node.Wrong("nothing could move");

    private static StrategyOptions Strategy(Node strategy) =>
        StrategyOptions.Read(strategy.Value) is var reading && reading.Options is { } options ? options : throw strategy.Wrong(string.Join("; ", reading.Errors.Select(error => $"{error.Path} {error.Message}".Trim())));
}
