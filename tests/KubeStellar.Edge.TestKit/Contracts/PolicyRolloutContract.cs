using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every policy runtime must do with a rollout: tell it, make its waves, ask its gates.</summary>
public abstract class PolicyRolloutContract : PolicyContract
{
    protected override string Header => "import { all, count, edges, gate, groups, http, keyValue, percent, pick, policy, progressive, progressivePerGroup, prometheus, request, summary, wave } from 'kubestellar';\n";

    [Fact]
    public async Task Defaults_are_filled_in()
    {
        var rule = await RuleAsync("{ waves: [function canary(edge) { return false; }, percent(10)] }");

        Assert.Equal(["canary", "10%", "rest"], rule.Waves.Select(wave => wave.Name));
        Assert.All(rule.Waves, wave => Assert.Equal(new WaveRule { Name = wave.Name, Budgets = wave.Budgets, Windows = wave.Windows }, wave));
        Assert.All(rule.Waves, wave => Assert.Empty(wave.Budgets));
        Assert.True(rule is { WaitsForUnreachable: false, MaxUnreachable: 0.5, OnFailure: FailureAction.Hold, Rollback: RollbackScope.Whole, Inconclusive: { Action: InconclusiveAction.Retry, After: null } });
        Assert.Equal(TimeSpan.FromSeconds(10), rule.Every);
        Assert.Equal((0, 0, 0, 0), (rule.After.Count, rule.Windows.Count, rule.Freezes.Count, rule.Inputs.Count));
    }

    [Fact]
    public async Task Options_of_all_waves_are_in_each_unless_it_has_its_own()
    {
        var rule = await RuleAsync("""
            { waves: [wave(edges("edge-1", "edge-2", "edge-3"), { soak: "1h", maxFailures: 2, approve: { count: 2, by: ["ann", "bob", "eve"] }, windows: [{ days: ["sat", "sun"], from: "22:00", to: "04:00", zone: "Europe/Berlin" }] }), wave(percent(100), { name: "everybody" })],
              soak: "90s", deadline: "10m", maxFailures: "2.5%", concurrency: "10%", jitter: 5000, budget: { per: "region", edges: 2 }, bytesPerMinute: 9e9, pullsPerMinute: 30, approve: 1 }
            """);

        Assert.Equal(["edge-1 and 2 more", "everybody"], rule.Waves.Select(wave => wave.Name));
        var (own, other) = (rule.Waves[0], rule.Waves[1]);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromSeconds(90)), (own.Soak, other.Soak));
        Assert.Equal((IntOrPercent.Count(2), IntOrPercent.Percent(2.5)), (own.MaxFailures, other.MaxFailures));
        Assert.Equal((2, "ann,bob,eve", 1, ""), (own.Approve!.Count, string.Join(',', own.Approve.By), other.Approve!.Count, string.Join(',', other.Approve.By)));
        var window = Assert.Single(own.Windows);
        Assert.Equal(("Saturday,Sunday", new TimeOnly(22, 0), new TimeOnly(4, 0), "Europe/Berlin"), (string.Join(',', window.Days), window.From, window.To, window.Zone));
        Assert.Empty(other.Windows);
        Assert.All(rule.Waves, wave => Assert.True(wave is { Jitter.TotalSeconds: 5, Deadline.TotalMinutes: 10, BytesPerMinute: 9_000_000_000, PullsPerMinute: 30 } && wave.Concurrency == IntOrPercent.Percent(10)));
        Assert.All(rule.Waves, wave => Assert.Equal(new BudgetRule("region", 2), Assert.Single(wave.Budgets)));
    }

    [Fact]
    public async Task The_whole_rollout_is_told()
    {
        var rule = await RuleAsync("""
            { waves: [percent(100)], unreachable: "wait", maxUnreachable: 0.1, onFailure: "rollback", rollback: "begun", regions: "whole", inconclusive: { then: "ask", after: "1h" }, after: ["platform"], every: "30s",
              windows: [{ from: "08:00", to: "17:30" }], freezes: [{ from: "2026-12-20T00:00:00Z", to: "2027-01-07T08:00:00+01:00", reason: "peak" }],
              inputs: { a: request("metrics.errors", { of: [1] }, { timeout: "2s" }), b: keyValue("flags", "go"), c: http("https://status.example.com/ok?x=1"), d: prometheus("http://prometheus:9090", "sum(up)"), e: summary("platform") } }
            """);

        Assert.True(rule is { WaitsForUnreachable: true, MaxUnreachable: 0.1, OnFailure: FailureAction.Rollback, Rollback: RollbackScope.Begun, Regions: RegionMode.Whole, Every.TotalSeconds: 30 });
        Assert.Equal(new InconclusiveRule(InconclusiveAction.Ask, TimeSpan.FromHours(1)), rule.Inconclusive);
        Assert.Equal(["platform"], rule.After);
        Assert.Equal((0, new TimeOnly(17, 30), "UTC"), (rule.Windows[0].Days.Count, rule.Windows[0].To, rule.Windows[0].Zone));
        Assert.Equal(new FreezeRule(new DateTimeOffset(2026, 12, 20, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 7, 8, 0, 0, TimeSpan.FromHours(1)), "peak"), Assert.Single(rule.Freezes));
        Assert.Equal(
            ["a Request metrics.errors '' {\"of\":[1]} 2", "b KeyValue flags 'go'  5", "c Http https://status.example.com/ok?x=1 ''  5", "d Prometheus http://prometheus:9090 'sum(up)'  5", "e Summary platform ''  5"],
            rule.Inputs.Select(input => $"{input.Name} {input.Kind} {input.Source} '{input.Key}' {input.Body?.GetRawText()} {input.Timeout.TotalSeconds}"));
    }

    [Theory]
    [InlineData("strategy: all({ minSuccessTime: 60000 })", "all", """{"minSuccessTime":"60000ms","type":"All"}""", "")]
    [InlineData("strategy: progressive({ maxConcurrency: '25%', minSuccessTime: '5m', progressDeadline: 'None', maxFailures: 2 })", "all", """{"maxConcurrency":"25%","maxFailures":2,"minSuccessTime":"5m","progressDeadline":"None","type":"Progressive"}""", "")]
    [InlineData("waves: [wave(percent(100), { strategy: progressivePerGroup({ groupBy: 'region', progressDeadline: '1d', mandatoryDecisionGroups: [{ groupName: 'eu' }, { groupIndex: 1 }] }) })], soak: 1, deadline: '1h'", "100%", """{"mandatoryDecisionGroups":[{"groupName":"eu"},{"groupIndex":1}],"progressDeadline":"86400000ms","type":"ProgressivePerGroup"}""", "region")]
    public async Task A_strategy_goes_through_with_its_own_names(string rollout, string name, string strategy, string groupBy)
    {
        var wave = Assert.Single((await RuleAsync($"{{ {rollout} }}")).Waves);

        Assert.Equal((name, Words(StrategyOptions.Read(JsonElement.Parse(strategy)).Options!), groupBy), (wave.Name, Words(wave.Strategy!), wave.GroupBy));
        Assert.Equal((TimeSpan.Zero, null), (wave.Soak, wave.Deadline));
    }

    [Theory]
    [InlineData("{ waves: [percent(1)], windows: [{ from: '22:00', to: '23:00', zone: 'Mars/Base' }] }", "rollout.windows[0].zone: there is no time zone \"Mars/Base\"")]
    [InlineData("{ waves: [percent(1)], soak: '9999999d' }", "rollout.waves[0].soak: a number from 0 to 315360000000 is expected")]
    public async Task A_rollout_that_cannot_be_followed_is_refused(string rollout, string message)
    {
        var (_, outcome) = await LoadAsync($"export default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true, rollout: {rollout} }});");

        Assert.Equal(("BadShape", message), (outcome.Fault?.Reason, outcome.Fault?.Message));
        Assert.StartsWith("main.js:2:", outcome.Fault?.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edge => edge.labels.size === 'large'", "wave 1: 0 3|rest: 1 2 4 5")]
    [InlineData("edges('edge-4', 'edge-9', 'edge-2'), edge => true", "edge-4 and 2 more: 2 4|wave 2: 0 1 3 5")]
    [InlineData("pick(edges => edges.slice(0, 2)), pick(edges => edges.map(edge => edge.id).filter(id => id > 'edge-3'))", "wave 1: 0 1|wave 2: 4 5|rest: 2 3")]
    [InlineData("groups('region')", "region=eu: 0 2 4|region=us: 1 3 5")]
    [InlineData("wave(groups({ label: 'size', order: ['small'] }), { name: 'by size' })", "by size: small: 2 5|by size: large: 0 3|by size: medium: 1 4")]
    [InlineData("edges('edge-0'), groups({ label: 'size', order: ['medium'], mandatory: ['small', 'huge'] })", "edge-0: 0|size=small: 2 5|size=medium: 1 4|size=large: 3")]
    [InlineData("groups('none')", "rest: 0 1 2 3 4 5")]
    [InlineData("wave(edges('edge-1'), { name: 'rest' }), edge => edge.id < 'edge-4'", "rest: 1|wave 2: 0 2 3|rest (2): 4 5")]
    [InlineData("wave(edges('edge-1'), { name: 'rest' }), edge => true", "rest: 1|wave 2: 0 2 3 4 5")]
    [InlineData("percent(100)", "100%: 0 1 2 3 4 5")]
    [InlineData("percent(0.001), percent(0.001), percent(100)", "0.001%: |0.001% (2): |100%: 0 1 2 3 4 5")]
    public async Task Every_member_is_in_the_first_wave_that_takes_it(string waves, string expected)
    {
        var bundle = await GoodAsync(Rolling($"{{ waves: [{waves}] }}"));
        var told = await Runtime.WavesAsync(bundle, All(6), default);

        Assert.True(told.Ok, $"{told.Fault?.Message} {told.Fault?.Location}");
        Assert.Equal(expected, string.Join('|', told.Value.Select(wave => $"{wave.Name}: {string.Join(' ', wave.Edges.Members())}")));
    }

    [Fact]
    public async Task Mandatory_groups_are_a_rule_of_their_own_that_tolerates_no_failure()
    {
        const string Rollout = "{ waves: [groups({ label: 'size', mandatory: ['small'] }), percent(100)], maxFailures: 3 }";
        var rule = await RuleAsync(Rollout);
        var told = (await Runtime.WavesAsync(await GoodAsync(Rolling(Rollout)), All(6), default)).Value!;

        Assert.Equal([("size (mandatory)", 0), ("size", 3), ("100%", 3)], rule.Waves.Select(wave => (wave.Name, wave.MaxFailures.Share(10))));
        Assert.Equal([("size=small", 0), ("size=large", 1), ("size=medium", 1), ("100%", 2)], told.Select(wave => (wave.Name, wave.Rule)));
    }

    [Fact]
    public async Task A_count_takes_those_that_stand_first_of_what_is_left()
    {
        var bundle = await GoodAsync(Rolling("{ waves: [count(1), count(2), count(100)] }"));
        var told = (await Runtime.WavesAsync(bundle, All(6), default)).Value!;
        var fewer = (await Runtime.WavesAsync(bundle, Without(6, told[0].Edges.Members().Single()), default)).Value!;

        Assert.Equal([("1 edge", 1), ("2 edges", 2), ("100 edges", 3)], told.Select(wave => (wave.Name, wave.Edges.Count)));
        Assert.Subset(told[1].Edges.Members().ToHashSet(), fewer[0].Edges.Members().ToHashSet());
        Assert.Equal(1, fewer[0].Edges.Count);
    }

    [Fact]
    public async Task Only_members_that_are_there_are_in_a_wave()
    {
        var bundle = await GoodAsync(Rolling("{ waves: [edge => edge.labels.size === 'large'] }"), 10);
        await Runtime.UpdateInventoryAsync([new EdgeSlot(0, null), new EdgeSlot(1, Edge(1, "large"))], default);
        var told = (await Runtime.WavesAsync(bundle, Without(10, 3), default)).Value!;
        var none = (await Runtime.WavesAsync(bundle, new EdgeSet(10), default)).Value!;

        Assert.Equal("1 6 9|2 4 5 7 8", string.Join('|', told.Select(wave => string.Join(' ', wave.Edges.Members()))));
        Assert.Equal(0, Assert.Single(none).Edges.Count);
    }

    [Theory]
    [InlineData("edge => edge.labels.none.more", "Threw", "rollout.waves[0], for edge edge-0: TypeError: ", "main.js:2:")]
    [InlineData("edges('edge-0'), edge => edge.properties.beta", "BadResult", "rollout.waves[1], for edge edge-1: it returned nothing; true or false is expected", "")]
    [InlineData("edge => ({ then() { } })", "BadResult", "it returned a Promise", "")]
    [InlineData("edge => { edge.labels.x = '1'; return true; }", "Threw", "an edge is read only", "main.js:2:")]
    [InlineData("edge => asked++ % 2 === 0", "Impure", "rollout.waves[0]: it answered differently when it was asked again", "")]
    [InlineData("pick(edges => ['edge-1', 'edge-99'])", "BadResult", "rollout.waves[0]: it chose edge-99, which is not among the edges that it was given", "")]
    [InlineData("edges('edge-1'), pick(() => ['edge-1'])", "BadResult", "rollout.waves[1]: it chose edge-1, which is not among", "")]
    [InlineData("pick(edges => [edges[0], edges[0].id])", "BadResult", "it chose edge-0 twice", "")]
    [InlineData("pick(edges => edges[0])", "BadResult", "it returned an object; a list of edges is expected", "")]
    [InlineData("pick(edges => [edges[asked++]])", "Impure", "rollout.waves[0]: it chose differently when it was asked again (edge-0, edge-1)", "")]
    [InlineData("pick(edges => edges.sort())", "Threw", "TypeError", "main.js:2:")]
    public async Task Waves_that_cannot_be_made_are_a_fault(string waves, string reason, string message, string location)
    {
        var bundle = await GoodAsync($"let asked = 0; {Rolling($"{{ waves: [{waves}] }}")}");
        var told = await Runtime.WavesAsync(bundle, All(6), default);

        Assert.Equal(reason, told.Fault?.Reason);
        Assert.Contains(message, told.Fault!.Message, StringComparison.Ordinal);
        Assert.StartsWith(location, told.Fault.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_a_rollout_has_no_waves()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: () => true });");
        var told = await Runtime.WavesAsync(bundle, All(6), default);

        Assert.Contains("the policy declares no rollout", told.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rule":0}""", "hold: own")]
    [InlineData("""{"rule":1}""", "pause: all")]
    [InlineData("""{"rule":2}""", "pause: all")]
    [InlineData("""{"rule":7}""", "pause: all")]
    [InlineData("""{}""", "pause: all")]
    public async Task A_wave_has_its_own_gate_or_that_of_all(string input, string expected)
    {
        var bundle = await GoodAsync(Rolling("{ waves: [wave(percent(1), { gate: () => gate.hold('own') }), percent(5)], gate: () => gate.pause('all') }"));
        var verdict = await Runtime.GateAsync(bundle, JsonElement.Parse(input), default);

        Assert.True(verdict.Ok, verdict.Fault?.Message);
        Assert.Equal(expected, $"{verdict.Value.Decision.ToString().ToLowerInvariant()}: {verdict.Value.Reason}");
    }

    [Fact]
    public async Task A_wave_without_a_gate_says_so_and_the_others_have_theirs()
    {
        const string Rollout = "{ waves: [wave(percent(1), { name: 'first' }), wave(percent(5), { gate: ({ now }) => gate.ask(`is it good at ${now}?`) })] }";
        var (_, outcome) = await LoadAsync(Rolling(Rollout));
        var bundle = await GoodAsync(Rolling(Rollout));

        Assert.True(outcome.Value!.Gates);
        Assert.Equal([false, true, false], RolloutRule.Read(outcome.Value.Rollout!.Value).Waves.Select(wave => wave.Gates));
        Assert.Contains("the wave \"first\" has no gate", (await Runtime.GateAsync(bundle, JsonElement.Parse("""{"rule":0}"""), default)).Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(new GateVerdict(GateDecision.Ask, "is it good at 5?"), (await Runtime.GateAsync(bundle, JsonElement.Parse("""{"rule":1,"now":5}"""), default)).Value);
        Assert.Contains("rollout.waves[1].gate: TypeError", (await Runtime.GateAsync(await GoodAsync(Rolling(Rollout.Replace("now })", "now: { a } })", StringComparison.Ordinal))), JsonElement.Parse("""{"rule":1}"""), default)).Fault!.Message, StringComparison.Ordinal);
    }

    private static string Rolling(string rollout) => $"export default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true, rollout: {rollout} }});";

    private static EdgeSet Without(int count, int slot)
    {
        var set = All(count);
        set.Remove(slot);
        return set;
    }

    private async Task<RolloutRule> RuleAsync(string rollout)
    {
        var (_, outcome) = await LoadAsync(Rolling(rollout));
        Assert.True(outcome.Ok, $"{outcome.Fault?.Message} {outcome.Fault?.Location}");
        return RolloutRule.Read(outcome.Value.Rollout!.Value);
    }

    private static string Words(StrategyOptions options) =>
        $"{options.Kind} {options.MaxConcurrency} {options.MinSuccessTime} {options.ProgressDeadline} {options.MaxFailures} {string.Join(", ", options.Mandatory)}";
}
