using System.Diagnostics;
using CsCheck;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts;

public sealed class ReleaseBudgetTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Turns_follow_the_hash_and_end_with_the_concurrency()
    {
        var answer = ReleaseBudget.Decide(Question([new(1, 30), new(2, 10), new(3, 20), new(4, 10)]) with { Concurrency = 5, OnTheWay = 2 });
        Assert.Equal([2, 4, 3], answer.Slots);
        Assert.Null(answer.Next);
        Assert.Empty(ReleaseBudget.Decide(Question([new(1, 30)]) with { Concurrency = 2, OnTheWay = 3 }).Slots);
        Assert.Equal([2, 4, 3, 1], ReleaseBudget.Decide(Question([new(1, 30), new(2, 10), new(3, 20), new(4, 10)])).Slots);
    }

    [Fact]
    public void A_full_region_holds_up_no_other()
    {
        var answer = ReleaseBudget.Decide(Question([new(1, 1), new(2, 2), new(3, 3), new(4, 4), new(5, 5)]) with { Groups = [new(2, [0, 0, 0, 1, 2], [1, 2])] });
        Assert.Equal([1, 5], answer.Slots);
        Assert.Null(answer.Next);
    }

    [Fact]
    public void Each_edge_starts_at_its_own_time()
    {
        var question = Question([new(1, 0), new(2, 1UL << 63), new(3, ulong.MaxValue)]) with { Jitter = TimeSpan.FromMinutes(10) };
        var answer = ReleaseBudget.Decide(question);
        Assert.Equal([1], answer.Slots);
        Assert.Equal(Start.AddMinutes(5), answer.Next);
        Assert.Equal([1, 2], ReleaseBudget.Decide(question with { Now = Start.AddMinutes(5) }).Slots);
        Assert.Equal([1, 2, 3], ReleaseBudget.Decide(question with { Now = Start.AddMinutes(10) }).Slots);
    }

    [Fact]
    public void Bytes_come_back_over_a_minute()
    {
        var question = Question([new(1, 1, 600), new(2, 2, 600), new(3, 3, 100), new(4, 4)]) with { BytesPerMinute = 1000, Bytes = TokenBucket.Full(1000, Start) };
        var answer = ReleaseBudget.Decide(question);

        // The second waits for 200 bytes; the third would take what it waits for; the fourth takes nothing.
        Assert.Equal([1, 4], answer.Slots);
        Assert.Equal(Start.AddSeconds(12), answer.Next);
        var later = question with { Waiting = [new(2, 2, 600), new(3, 3, 100)], Bytes = answer.Bytes };
        Assert.Empty(ReleaseBudget.Decide(later with { Now = Start.AddSeconds(12).AddTicks(-1) }).Slots);
        Assert.Equal([2], ReleaseBudget.Decide(later with { Now = Start.AddSeconds(12) }).Slots);
    }

    [Fact]
    public void What_is_larger_than_a_minute_goes_alone_and_is_paid_off()
    {
        var question = Question([new(1, 1, 5000), new(2, 2, 1)]) with { BytesPerMinute = 1000, Bytes = TokenBucket.Empty(Start) };
        var empty = ReleaseBudget.Decide(question);
        Assert.Empty(empty.Slots);
        Assert.Equal(Start.AddMinutes(1), empty.Next);
        var alone = ReleaseBudget.Decide(question with { Now = Start.AddMinutes(1), Bytes = empty.Bytes });
        Assert.Equal([1], alone.Slots);
        Assert.Equal(Start.AddMinutes(5).AddMilliseconds(60), alone.Next);
    }

    [Fact]
    public void Pulls_are_a_budget_of_their_own()
    {
        var question = Question([new(1, 1, 0, 3), new(2, 2, 0, 3), new(3, 3, 9)]) with { PullsPerMinute = 4, Pulls = TokenBucket.Full(4, Start) };
        var answer = ReleaseBudget.Decide(question);
        Assert.Equal([1, 3], answer.Slots);
        Assert.Equal(Start.AddSeconds(30), answer.Next);
    }

    [Fact]
    public void A_clock_that_goes_back_brings_nothing_in()
    {
        var bucket = TokenBucket.Empty(Start).Later(1000, Start.AddHours(-1));
        Assert.False(bucket.Allows(1000, 1));
        Assert.True(bucket.Later(1000, Start).Allows(1000, 1000));
    }

    /// <summary>A wave run to its end with the answers' own instants: no limit is ever passed, nothing starts before its time, and it ends.</summary>
    [Fact]
    public void No_limit_is_ever_passed_and_everybody_goes_in_the_end()
    {
        var edge = Gen.Select(Gen.ULong, Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 400], Gen.Int[0, 5]);
        var limits = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 120], Gen.Int[0, 300], Gen.Int[0, 6]);
        Gen.Select(edge.List[1, 40], limits, Gen.Int[1, 90], Gen.Bool).Sample((edges, limit, takes, restarted) =>
        {
            var question = Question([]) with
            {
                Concurrency = limit.Item1 == 0 ? null : limit.Item1,
                Jitter = TimeSpan.FromSeconds(limit.Item4),
                BytesPerMinute = limit.Item5 == 0 ? null : limit.Item5,
                PullsPerMinute = limit.Item6 == 0 ? null : limit.Item6,
                Bytes = restarted ? TokenBucket.Empty(Start) : TokenBucket.Full(limit.Item5, Start),
                Pulls = restarted ? TokenBucket.Empty(Start) : TokenBucket.Full(limit.Item6, Start),
            };
            Run(question, [.. edges.Select((one, i) => (new ReleaseCandidate(i, one.Item1, one.Item4, one.Item5), one.Item2, one.Item3))], (limit.Item2, limit.Item3), TimeSpan.FromSeconds(takes));
        });
    }

    [Fact]
    public void A_hundred_thousand_are_decided_in_a_blink()
    {
        var waiting = new ReleaseCandidate[100_000];
        for (var i = 0; i < waiting.Length; i++)
            waiting[i] = new(i, StableHash.Of("edge-" + i, 3), 100, 1);
        var values = Enumerable.Range(0, waiting.Length).Select(i => i % 50).ToArray();
        var question = Question(waiting) with { Groups = [new(100, values, [])], BytesPerMinute = 1 << 30, Bytes = TokenBucket.Full(1 << 30, Start), Jitter = TimeSpan.FromTicks(1) };
        var watch = Stopwatch.StartNew();
        Assert.Equal(5000, ReleaseBudget.Decide(question with { Now = Start.AddSeconds(1) }).Slots.Count);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static void Run(ReleaseQuestion question, List<(ReleaseCandidate Edge, int Region, int Size)> waiting, (int Region, int Size) limits, TimeSpan takes)
    {
        var all = waiting.ToDictionary(one => one.Edge.Slot);
        var way = new Dictionary<int, DateTimeOffset>();
        var went = new List<(DateTimeOffset At, ReleaseCandidate Edge)>();
        for (var step = 0; waiting.Count > 0; step++)
        {
            Assert.InRange(step, 0, 2000);
            question = question with
            {
                Waiting = [.. waiting.Select(one => one.Edge)],
                OnTheWay = way.Count,
                Groups = [.. Group(limits.Region, one => one.Region), .. Group(limits.Size, one => one.Size)],
            };
            var answer = ReleaseBudget.Decide(question);
            Assert.Equal(answer.Slots.Count, answer.Slots.Distinct().Count());
            foreach (var slot in answer.Slots)
            {
                Assert.True(ReleaseBudget.StartOf(question.OpenedAt, question.Jitter, all[slot].Edge.Hash) <= question.Now);
                way.Add(slot, question.Now + takes);
                went.Add((question.Now, all[slot].Edge));
                Assert.Equal(1, waiting.RemoveAll(one => one.Edge.Slot == slot));
            }

            Assert.True(way.Count <= (question.Concurrency ?? int.MaxValue));
            Assert.All(way.Keys.GroupBy(slot => all[slot].Region), group => Assert.True(limits.Region == 0 || group.Count() <= limits.Region));
            Assert.All(way.Keys.GroupBy(slot => all[slot].Size), group => Assert.True(limits.Size == 0 || group.Count() <= limits.Size));
            Within(question.BytesPerMinute, went, edge => edge.Bytes);
            Within(question.PullsPerMinute, went, edge => edge.Pulls);
            if (answer.Slots.Count == 0 && answer.Next is { } next)
            {
                // Exact: a tick earlier nobody may go, at the instant somebody may.
                Assert.True(next > question.Now);
                Assert.Empty(ReleaseBudget.Decide(question with { Now = next.AddTicks(-1) }).Slots);
                Assert.NotEmpty(ReleaseBudget.Decide(question with { Now = next }).Slots);
            }

            if (waiting.Count == 0)
                break;
            var arrives = way.Count == 0 ? DateTimeOffset.MaxValue : way.Values.Min();
            var then = (answer.Next ?? DateTimeOffset.MaxValue) < arrives ? answer.Next!.Value : arrives;
            Assert.NotEqual(DateTimeOffset.MaxValue, then);
            question = question with { Now = then, Bytes = answer.Bytes, Pulls = answer.Pulls };
            foreach (var slot in way.Where(one => one.Value <= then).Select(one => one.Key).ToArray())
                way.Remove(slot);
        }

        ReleaseGroup[] Group(int limit, Func<(ReleaseCandidate Edge, int Region, int Size), int> of) =>
            limit == 0 ? [] : [new(limit, [.. waiting.Select(of)], [.. Enumerable.Range(0, 4).Select(value => way.Keys.Count(slot => of(all[slot]) == value))])];
    }

    /// <summary>In no span went more than a minute's worth and what the span brings, besides one that is larger than that.</summary>
    private static void Within(long? limit, List<(DateTimeOffset At, ReleaseCandidate Edge)> went, Func<ReleaseCandidate, long> cost)
    {
        if (limit is not { } perMinute || went.Count == 0)
            return;
        var until = went[^1].At;
        var largest = 0L;
        var sum = 0L;
        for (var i = went.Count - 1; i >= 0; i--)
        {
            sum += cost(went[i].Edge);
            largest = Math.Max(largest, cost(went[i].Edge) - perMinute);
            Assert.True(sum <= (perMinute * (1 + (until - went[i].At).TotalMinutes)) + largest + 1e-6);
        }
    }

    private static ReleaseQuestion Question(ReleaseCandidate[] waiting) => new() { Now = Start, OpenedAt = Start, Waiting = waiting };
}
