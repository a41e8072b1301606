using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

public sealed class LawProbeTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_lawful_reducer_is_never_blamed_and_costs_five_pairs_a_period()
    {
        var runtime = new Combining((a, b) => a + b);
        var probe = new LawProbe(_time, Period, 1);
        var fold = await FoldAsync(runtime, 200);
        for (var i = 0; i < 50; i++)
        {
            Say(fold, i, i * 3);
            Assert.Null(await fold.MakeAsync(default));
            var before = runtime.Pairs;
            Assert.Equal("", await probe.LookAsync(fold, default));
            Assert.Equal(i % 10 == 0 ? 5 : 0, runtime.Pairs - before);
            _time.Advance(Period / 10);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public async Task An_average_is_found_out_with_what_shows_it(int edges)
    {
        var probe = new LawProbe(_time, Period, 1);
        var fold = await FoldAsync(new Combining((a, b) => (a + b) / 2), edges);
        var told = await probe.LookAsync(fold, default);
        Assert.StartsWith("Unlawful: combine(combine(a, b), c) is not combine(a, combine(b, c)). a of e", told, StringComparison.Ordinal);
        Assert.Contains("; one gives ", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_keeps_the_first_is_found_out_and_the_same_seed_finds_the_same()
    {
        var runtime = new Combining((a, _) => a);
        var told = await new LawProbe(_time, Period, 7).LookAsync(await FoldAsync(runtime, 20), default);
        Assert.StartsWith("Unlawful: combine(a, b) is not combine(b, a). a of e", told, StringComparison.Ordinal);
        Assert.Equal(told, await new LawProbe(_time, Period, 7).LookAsync(await FoldAsync(runtime, 20), default));
    }

    [Fact]
    public async Task What_is_unlawful_for_one_edge_only_is_found_when_that_edge_speaks()
    {
        // It counts, but for a number above 900, of which it keeps the first.
        var runtime = new Combining((a, b) => a > 900 ? a : a + b);
        var probe = new LawProbe(_time, Period, 1);
        var fold = await FoldAsync(runtime, 100);
        Assert.Equal("", await probe.LookAsync(fold, default));
        _time.Advance(Period);
        Say(fold, 40, 901);
        Assert.Null(await fold.MakeAsync(default));
        Assert.Contains("901", await probe.LookAsync(fold, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_leaf_and_nothing_new_are_not_looked_at()
    {
        var runtime = new Combining((a, _) => a);
        var probe = new LawProbe(_time, Period, 1);
        var fold = await FoldAsync(runtime, 1);
        Assert.Equal("", await probe.LookAsync(fold, default));

        // The one that was alone is new still.
        Say(fold, 1, 5);
        Assert.Null(await fold.MakeAsync(default));
        Assert.StartsWith("Unlawful", await probe.LookAsync(fold, default), StringComparison.Ordinal);
        _time.Advance(Period);
        Assert.Equal("", await probe.LookAsync(fold, default));
    }

    private static async Task<BundleFold> FoldAsync(Combining runtime, int edges)
    {
        var fold = new BundleFold(Digest.Of("b"u8), runtime, 2_048);
        for (var slot = 0; slot < edges; slot++)
            Say(fold, slot, slot + 1);
        Assert.Null(await fold.MakeAsync(default));
        return fold;
    }

    private static void Say(BundleFold fold, int slot, double n) => fold.Set(slot, new LeafChange($"e{slot}", JsonSerializer.SerializeToElement(n), 1));

    private sealed class Combining(Func<double, double, double> combine) : BarePolicyRuntime
    {
        internal int Pairs { get; private set; }

        public override Task<PolicyOutcome<IReadOnlyList<JsonElement>>> CombineAsync(Digest bundle, IReadOnlyList<(JsonElement Left, JsonElement Right)> pairs, CancellationToken token)
        {
            Pairs += pairs.Count;
            return Task.FromResult(new PolicyOutcome<IReadOnlyList<JsonElement>>([.. pairs.Select(pair => JsonSerializer.SerializeToElement(combine(pair.Left.GetDouble(), pair.Right.GetDouble())))], null));
        }

        public override Task<PolicyOutcome<IReadOnlyList<JsonElement>>> FinishAsync(Digest bundle, JsonElement partial, CancellationToken token) =>
            Task.FromResult(new PolicyOutcome<IReadOnlyList<JsonElement>>([partial], null));
    }
}
