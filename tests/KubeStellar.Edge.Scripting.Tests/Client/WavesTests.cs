using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>Waves of fleets that change, and of large ones.</summary>
public sealed class WavesTests
{
    private const int Fleets = 1000;
    private const string Shares = "{ waves: [percent(1), percent(10), percent(40), percent(100)] }";

    [Fact]
    public async Task An_edge_that_comes_or_goes_moves_no_other()
    {
        await using var runtime = RuntimeUnderTest.Create();
        var bundle = await RollingAsync(runtime, Shares);
        var random = new Random(5);
        var slots = 0;
        for (var fleet = 0; fleet < Fleets; fleet++)
        {
            var ids = Enumerable.Range(0, random.Next(1, 60)).Select(_ => $"e-{random.Next():x}").Distinct().ToList();
            await FillAsync(runtime, ids, slots);
            slots = Math.Max(slots, ids.Count);
            var all = await WavesAsync(runtime, bundle, RuntimeUnderTest.All(ids.Count));
            var left = random.Next(ids.Count);
            var fewer = RuntimeUnderTest.All(ids.Count);
            fewer.Remove(left);

            var others = await WavesAsync(runtime, bundle, fewer);

            Assert.All(others, pair => Assert.Equal(all[pair.Key], pair.Value));
            Assert.Equal(ids.Count, all.Count);
            Assert.Equal(ids.Count - 1, others.Count);
        }
    }

    [Fact]
    public async Task Shares_are_what_they_say_and_stand_as_they_always_stood()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 20_000);
        var told = (await runtime.WavesAsync(await RollingAsync(runtime, Shares), RuntimeUnderTest.All(20_000), default)).Value!;

        Assert.Equal([1, 9, 30, 60], told.Select(wave => (int)Math.Round(wave.Edges.Count / 200.0)));

        // Golden: an edge must not change its wave with a version of this program.
        Assert.Equal([0, 124, 132, 173, 295], told[0].Edges.Members().Take(5));
    }

    [Fact]
    public async Task The_library_can_say_where_an_edge_stands()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 5000);
        var told = (await runtime.WavesAsync(await RollingAsync(runtime, "{ waves: [edge => bucketOf(edge.id, 2 ** 53) < 0.3 * 2 ** 53, percent(30), percent(100)] }"), RuntimeUnderTest.All(5000), default)).Value!;
        var alone = (await runtime.WavesAsync(await RollingAsync(runtime, "{ waves: [percent(30), percent(100)] }"), RuntimeUnderTest.All(5000), default)).Value!;

        Assert.Equal(0, told[1].Edges.Count);
        Assert.Equal(alone[0].Edges.Members(), told[0].Edges.Members());
    }

    [Fact]
    public async Task A_large_fleet_is_assigned_in_well_under_a_second()
    {
        const int Edges = 100_000;
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, Edges);
        var bundle = await RollingAsync(runtime, "{ waves: [edge => edge.labels.size === 'medium' && edge.id.endsWith('00'), percent(10), count(1000), pick(edges => edges.filter(edge => edge.labels.size === 'small')), groups('size')] }");
        await runtime.WavesAsync(bundle, RuntimeUnderTest.All(Edges), default);

        var start = TimeProvider.System.GetTimestamp();
        var told = await runtime.WavesAsync(bundle, RuntimeUnderTest.All(Edges), default);
        var took = TimeProvider.System.GetElapsedTime(start);

        Assert.Equal(Edges, told.Value!.Sum(wave => wave.Edges.Count));
        Assert.Equal(["wave 1", "10%", "1000 edges", "wave 4", "size=large", "size=medium"], told.Value!.Select(wave => wave.Name));
        Assert.True(took < TimeSpan.FromSeconds(1), $"{took.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task A_hub_of_several_counts_its_own_part_only()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 50);
        var bundle = await RollingAsync(runtime, "{ waves: [count(10), percent(30), count(20)] }");
        async Task<string> CountsAsync(Dictionary<int, int>? counts) =>
            string.Join(' ', (await runtime.WavesAsync(bundle, RuntimeUnderTest.All(50), counts, default)).Value!.Where(wave => wave.Rule != 1).Select(wave => $"{wave.Rule}:{wave.Edges.Count}"));

        Assert.StartsWith("0:10 2:20", await CountsAsync(null), StringComparison.Ordinal);
        Assert.StartsWith("0:3 2:0", await CountsAsync(new Dictionary<int, int> { [0] = 3, [2] = 0 }), StringComparison.Ordinal);
        Assert.StartsWith("0:0 2:20", await CountsAsync(new Dictionary<int, int> { [0] = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_without_end_are_refused()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await FillAsync(runtime, [.. Enumerable.Range(0, 1001).Select(i => $"e-{i}")], 0);
        var told = await runtime.WavesAsync(await RollingAsync(runtime, "{ waves: [groups('own')] }"), RuntimeUnderTest.All(1001), default);

        Assert.Equal("rollout.waves[0]: it makes more than 1000 waves", told.Fault?.Message);
    }

    [Theory]
    [InlineData("edge => { for (;;); }")]
    [InlineData("pick(() => { for (;;); })")]
    public async Task A_function_without_an_end_is_ended_and_its_place_told(string wave)
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.CallDeadline = TimeSpan.FromMilliseconds(150));
        await RuntimeUnderTest.FillAsync(runtime, 10);
        var told = await runtime.WavesAsync(await RollingAsync(runtime, $"{{ waves: [{wave}] }}"), RuntimeUnderTest.All(10), default);

        Assert.Equal(("TimedOut", "waves did not end within its time", "main.js:3:14"), (told.Fault?.Reason, told.Fault?.Message, told.Fault?.Location));
    }

    private static async Task<Digest> RollingAsync(PolicyRuntime runtime, string rollout)
    {
        var (bundle, outcome) = await RuntimeUnderTest.LoadAsync(
            runtime, ("main.js", $"import {{ bucketOf, count, groups, percent, pick, policy }} from 'kubestellar';\nexport default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true,\n  rollout: {rollout} }});"));
        Assert.True(outcome.Ok, $"{outcome.Fault?.Message} {outcome.Fault?.Location}");
        return bundle;
    }

    private static Task FillAsync(PolicyRuntime runtime, List<string> ids, int before) =>
        runtime.UpdateInventoryAsync([.. Enumerable.Range(0, Math.Max(before, ids.Count)).Select(slot => new EdgeSlot(slot, slot < ids.Count ? Edge(ids[slot], slot) : null))], default);

    private static EdgeRecord Edge(string id, int slot) =>
        RuntimeUnderTest.Edge(slot) with { Id = id, Labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["own"] = id } };

    private static async Task<Dictionary<int, string>> WavesAsync(PolicyRuntime runtime, Digest bundle, EdgeSet members)
    {
        var told = await runtime.WavesAsync(bundle, members, default);
        Assert.True(told.Ok, told.Fault?.Message);
        return told.Value.SelectMany(wave => wave.Edges.Members().Select(slot => (slot, wave.Name))).ToDictionary(pair => pair.slot, pair => pair.Name);
    }
}
