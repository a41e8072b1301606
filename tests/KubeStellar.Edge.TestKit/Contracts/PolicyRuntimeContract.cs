using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every policy runtime must do with policies that behave.</summary>
public abstract class PolicyRuntimeContract : PolicyContract
{
    private const string Deployment = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"annotations":{"big":"x"},"labels":{"app":"shop"},"name":"web","namespace":"shop"},"spec":{"budget":9223372036854775807,"replicas":1,"template":{"spec":{"containers":[{"image":"shop:1","name":"web"},{"image":"side:1","limit":9007199254740993,"name":"side"}]}}}}""";

    private static readonly ReadOnlyMemory<byte> Workload = Bytes(Deployment);

    protected override string Header => "import { policy, percent, gate, sum } from 'kubestellar';\n";

    [Fact]
    public async Task A_policy_tells_what_it_declares()
    {
        var (_, outcome) = await LoadAsync("""
            export default policy({
              selects: { kinds: ["Deployment"], groups: ["apps", ""], namespaces: ["shop"], names: ["web"], labels: { app: "shop" } },
              place: () => true,
              customize: () => {},
              modifiers: { prune: false },
              rollout: { waves: [edge => edge.labels.canary === "true", percent(10)], soak: "10m", gate: () => gate.proceed() },
            });
            """);

        Assert.True(outcome.Ok, outcome.Fault?.Message);
        var shape = outcome.Value;
        Assert.Equal(["Deployment"], shape.Selects.Kinds);
        Assert.Equal(["apps", ""], shape.Selects.Groups);
        Assert.Equal(["shop"], shape.Selects.Namespaces);
        Assert.Equal(["web"], shape.Selects.Names);
        Assert.Equal("shop", shape.Selects.Labels["app"]);
        Assert.True(shape.Customizes);
        Assert.False(shape.Reduces);
        Assert.False(Assert.Single(shape.Modifiers).Prune);
        Assert.Equal(10, shape.Rollout!.Value.GetProperty("waves")[1].GetProperty("percent").GetInt32());
        Assert.True(shape.Gates);
    }

    [Fact]
    public async Task Place_answers_for_the_candidates_only()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: (object, edge) => edge.labels.size === 'large' });", 200);
        var candidates = All(200);
        candidates.Remove(3);

        var placed = await Runtime.PlaceAsync(bundle, Workload, candidates, default);

        Assert.True(placed.Ok, placed.Fault?.Message);
        Assert.Equal(Enumerable.Range(0, 200).Where(slot => slot % 3 == 0 && slot != 3), placed.Value.Edges.Members());
    }

    [Fact]
    public async Task Place_sees_changes_of_the_inventory()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: (object, edge) => edge.labels.size === 'large' });", 10);
        await Runtime.PlaceAsync(bundle, Workload, All(10), default);

        await Runtime.UpdateInventoryAsync([new EdgeSlot(0, null), new EdgeSlot(1, Edge(1, "large")), new EdgeSlot(3, Edge(3, "small"))], default);
        var placed = await Runtime.PlaceAsync(bundle, Workload, All(10), default);

        Assert.Equal([1, 6, 9], placed.Value!.Edges.Members());
    }

    [Fact]
    public async Task An_assignment_is_exactly_one_set()
    {
        var groups = await CustomizeAsync("(object, edge) => { object.spec.replicas = edge.labels.size === 'large' ? 3 : 2; }", 30);

        Assert.Equal(2, groups.Count);
        var large = groups.Single(group => group.Edges[0]);
        var operation = Assert.Single(large.Operations);
        Assert.Equal(JsonOperationKind.Set, operation.Op);
        Assert.Equal(["spec", "replicas"], operation.Path.AsEnumerable());
        Assert.Equal(3, operation.Value!.Value.GetInt32());
        Assert.Equal(10, large.Edges.Count);
        Assert.Equal(30, groups.Sum(group => group.Edges.Count));
    }

    [Theory]
    [InlineData("o => { o.spec.replicas = 1 }", "")]
    [InlineData("o => { delete o.metadata.labels.app }", "remove metadata/labels/app")]
    [InlineData("o => { o.metadata.labels = { ...o.metadata.labels, tier: 'x' } }", "set metadata/labels/tier \"x\"")]
    [InlineData("o => { o.spec.template.spec.containers[0].image = 'shop:2' }", "set spec/template/spec/containers/0/image \"shop:2\"")]
    [InlineData("o => { o.spec.template.spec.containers.push({ name: 'log' }) }", "set spec/template/spec/containers/2 {\"name\":\"log\"}")]
    [InlineData("o => { o.spec.template.spec.containers.shift() }", "remove spec/template/spec/containers/0")]
    [InlineData("o => { o.spec.template.spec.containers.pop() }", "remove spec/template/spec/containers/1")]
    [InlineData("o => { o.spec.template.spec.containers.reverse() }", "set spec/template/spec/containers [{\"$kse:copy\":[\"spec\",\"template\",\"spec\",\"containers\",\"1\"]},{\"$kse:copy\":[\"spec\",\"template\",\"spec\",\"containers\",\"0\"]}]")]
    [InlineData("o => { o.spec.moved = o.spec.template.spec.containers[1] }", "set spec/moved {\"$kse:copy\":[\"spec\",\"template\",\"spec\",\"containers\",\"1\"]}")]
    [InlineData("o => { o.spec.limit = o.spec.template.spec.containers[1].limit }", "set spec/limit 9007199254740993")]
    [InlineData("o => { o.spec.exact = 9223372036854775806n }", "set spec/exact 9223372036854775806")]
    [InlineData("() => ({ spec: { replicas: 5, budget: null } })", "remove spec/budget|set spec/replicas 5")]
    [InlineData("() => ({ metadata: { labels: { app: 'shop', b: null } } })", "")]
    [InlineData("o => o", "")]
    [InlineData("() => undefined", "")]
    public async Task Edits_are_recorded_as_operations(string customize, string expected)
    {
        var group = Assert.Single(await CustomizeAsync(customize, 3));

        Assert.Equal(expected, Show(group.Operations));
        Assert.False(group.Omit);
    }

    [Fact]
    public async Task Null_leaves_the_object_out()
    {
        var groups = await CustomizeAsync("(o, edge) => edge.labels.size === 'large' ? null : undefined", 6);

        Assert.Equal([0, 3], Assert.Single(groups, group => group.Omit).Edges.Members());
        Assert.Equal([1, 2, 4, 5], Assert.Single(groups, group => !group.Omit).Edges.Members());
    }

    [Fact]
    public async Task Digits_survive_to_the_variant()
    {
        var group = Assert.Single(await CustomizeAsync("o => { o.spec.replicas = 4; o.spec.template.spec.containers.reverse(); o.spec.template.spec.containers[1].image = 'z' }", 1));

        var variant = Encoding.UTF8.GetString(JsonPatcher.Apply(Workload.Span, group.Operations));

        Assert.Contains("\"budget\":9223372036854775807", variant, StringComparison.Ordinal);
        Assert.Contains("\"limit\":9007199254740993", variant, StringComparison.Ordinal);
        Assert.Contains("{\"image\":\"z\",\"name\":\"web\"}", variant, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_is_mapped_combined_and_finished()
    {
        var bundle = await GoodAsync("""
            export default policy({ selects: { kinds: ["Deployment"] }, place: () => true,
              status: { map: (report, edge) => ({ n: 1, ready: report.ready ? 1 : 0, [edge.labels.size]: report.status?.replicas ?? 0 }), combine: sum, finish: a => ({ ...a, share: a.ready / a.n }) } });
            """);
        var key = ObjectKey.OfObject(JsonElement.Parse(Deployment));
        var report = new ReportObject { Content = Digest.Of([1]), Applied = true, ObservedAfterApply = true, Health = Health.Current, Status = JsonElement.Parse("""{"replicas":2}""") };
        ReductionInput[] inputs = [new(key, report, Workload), new(key with { Name = "b" }, report with { Health = Health.InProgress }, Workload)];

        var large = await Runtime.MapAsync(bundle, Edge(0, "large"), inputs, default);
        var small = await Runtime.MapAsync(bundle, Edge(1, "small"), inputs[..1], default);
        var both = await Runtime.CombineAsync(bundle, [(large.Value![0], small.Value![0]), (small.Value[0], small.Value[0])], default);
        var top = await Runtime.FinishAsync(bundle, both.Value![0], default);
        var none = await Runtime.MapAsync(bundle, Edge(1, "small"), [], default);

        Assert.Equal("""{"large":4,"n":2,"ready":1}""", large.Value[0].GetRawText());
        Assert.Equal(2, both.Value.Count);
        Assert.Equal("""{"large":4,"n":3,"ready":2,"small":2}""", both.Value[0].GetRawText());
        Assert.Equal(2.0 / 3, top.Value![0].GetProperty("share").GetDouble(), 9);
        Assert.Equal(JsonValueKind.Null, Assert.Single(none.Value!).ValueKind);
    }

    [Fact]
    public async Task What_was_born_at_an_edge_is_mapped_as_it_is_there()
    {
        var bundle = await GoodAsync("""
            export default policy({ selects: { kinds: ["Deployment"] }, place: () => true,
              status: { map: report => report.upsynced ? [report.kind, report.name, report.object.spec.replicas, report.status.seen, report.ready, report.applied, report.health] : [report.upsynced], combine: (a, b) => [...a, ...b] } });
            """);
        var key = ObjectKey.OfObject(JsonElement.Parse(Deployment));
        var born = ReductionInput.Born(key with { Name = "born" }, Digest.Of([2]), Workload, JsonElement.Parse("""{"seen":7}"""));
        var mapped = await Runtime.MapAsync(bundle, Edge(0, "large"), [new(key, new ReportObject { Content = Digest.Of([1]) }, Workload), born], default);
        Assert.Equal("""[false,"Deployment","born",1,7,false,false,"Unknown"]""", mapped.Value![0].GetRawText());
    }

    [Fact]
    public async Task Many_pairs_are_combined_in_their_order()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: () => true, status: { map: () => 1, combine: (a, b) => a * b } });");
        var combined = await Runtime.CombineAsync(bundle, [.. Enumerable.Range(0, 100).Select(i => (JsonElement.Parse($"{i}"), JsonElement.Parse(i % 3 == 0 ? "null" : "2")))], default);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? i : 2 * i), combined.Value!.Select(value => value.GetInt32()));
    }

    [Fact]
    public async Task A_plan_is_combined_step_by_step_and_finished()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: () => true, status: { map: () => 1, combine: (a, b) => `(${a}${b})`, finish: all => ({ all }) } });");
        var plan = new FoldPlan([JsonElement.Parse("\"a\""), JsonElement.Parse("\"b\""), JsonElement.Parse("\"c\"")], [(0, 1), (3, 2), (2, 3)], 4);

        var all = await Runtime.FoldAsync(bundle, plan, default);
        Assert.Equal(["\"(ab)\"", "\"((ab)c)\"", "\"(c(ab))\"", """{"all":"((ab)c)"}"""], all.Value!.Select(value => value.GetRawText()));
        Assert.Equal(["\"(ab)\""], (await Runtime.FoldAsync(bundle, plan with { Steps = [(0, 1)], Top = -1 }, default)).Value!.Select(value => value.GetRawText()));
        Assert.Equal("""{"all":"c"}""", Assert.Single((await Runtime.FoldAsync(bundle, plan with { Steps = [], Top = 2 }, default)).Value!).GetRawText());
    }

    [Fact]
    public async Task A_plan_says_which_function_threw()
    {
        var bundle = await GoodAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: () => true, status: { map: () => 1, combine: (a, b) => { if (b > 2) throw new Error('too much'); return a + b; }, finish: all => { throw new Error('no end'); } } });");
        JsonElement[] given = [JsonElement.Parse("1"), JsonElement.Parse("2"), JsonElement.Parse("3")];

        Assert.Contains("too much", (await Runtime.FoldAsync(bundle, new FoldPlan(given, [(0, 1), (3, 2)], 4), default)).Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("no end", (await Runtime.FoldAsync(bundle, new FoldPlan(given, [(0, 1)], 3), default)).Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("({ totals }) => totals.failed > 0 ? gate.rollback('an edge failed') : gate.proceed()", """{"wave":0,"totals":{"failed":1}}""", GateDecision.Rollback, "an edge failed")]
    [InlineData("({ totals }) => totals.failed > 0 ? gate.rollback('an edge failed') : gate.proceed()", """{"wave":0,"totals":{"failed":0}}""", GateDecision.Proceed, "")]
    [InlineData("({ wave, elapsed }) => gate.hold(`wave ${wave} is ${elapsed / 1000} s old`)", """{"wave":2,"elapsed":1500}""", GateDecision.Hold, "wave 2 is 1.5 s old")]
    [InlineData("({ inputs }) => inputs.errors === undefined ? gate.inconclusive('no metrics') : gate.proceed()", """{"inputs":{}}""", GateDecision.Inconclusive, "no metrics")]
    [InlineData("input => gate.hold(JSON.stringify(input))", "[1,null]", GateDecision.Hold, "[1,null]")]
    public async Task A_gate_gives_its_verdict_and_reason(string function, string input, GateDecision decision, string reason)
    {
        var verdict = await GateAsync(function, input);

        Assert.True(verdict.Ok, $"{verdict.Fault?.Message} {verdict.Fault?.Location}");
        Assert.Equal(new GateVerdict(decision, reason), verdict.Value);
    }

    [Theory]
    [InlineData("() => true", "BadResult", "rollout.gate: it returned the boolean true; gate.proceed()", "")]
    [InlineData("() => ({ verdict: 'proceed', reason: '' })", "BadResult", "rollout.gate: it returned an object; gate.proceed()", "")]
    [InlineData("() => undefined", "BadResult", "gate.proceed()", "")]
    [InlineData("({ totals }) => totals.failed > 0 ? gate.rollback() : gate.hold()", "Threw", "rollout.gate: TypeError: ", "main.js:2:")]
    [InlineData("input => { input.seen = true; return gate.proceed(); }", "Threw", "not extensible", "main.js:2:")]
    [InlineData("() => gate.hold(`asked ${asked++} times`)", "Impure", "rollout.gate: it answered differently when it was asked again", "")]
    public async Task A_gate_that_cannot_be_followed_is_a_fault(string function, string reason, string message, string location)
    {
        var verdict = await GateAsync(function, "{}");

        Assert.Equal(reason, verdict.Fault?.Reason);
        Assert.Contains(message, verdict.Fault!.Message, StringComparison.Ordinal);
        Assert.StartsWith(location, verdict.Fault.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_a_gate_says_so()
    {
        var (bundle, outcome) = await LoadAsync("export default policy({ selects: { kinds: ['Deployment'] }, place: () => true, rollout: { waves: [percent(100)] } });");
        var verdict = await Runtime.GateAsync(bundle, JsonElement.Parse("{}"), default);

        Assert.False(outcome.Value!.Gates);
        Assert.Contains("the policy has no gate", verdict.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_can_be_forgotten_and_loaded_again()
    {
        const string Source = "export default policy({ selects: { kinds: ['Deployment'] }, place: () => true });";
        var bundle = await GoodAsync(Source, 3);
        await Runtime.ForgetAsync(bundle, default);
        Assert.Equal(bundle, await GoodAsync(Source, 3));
        var placed = await Runtime.PlaceAsync(bundle, Workload, All(3), default);
        Assert.Equal(3, placed.Value!.Edges.Count);
    }

    private async Task<IReadOnlyList<VariantGroup>> CustomizeAsync(string customize, int edges)
    {
        var bundle = await GoodAsync($"export default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true, customize: {customize} }});", edges);
        var outcome = await Runtime.CustomizeAsync(bundle, Workload, All(edges), null, default);
        Assert.True(outcome.Ok, $"{outcome.Fault?.Reason}: {outcome.Fault?.Message} {outcome.Fault?.Location}");
        return outcome.Value.Groups;
    }

    private async Task<PolicyOutcome<GateVerdict>> GateAsync(string function, string input)
    {
        var bundle = await GoodAsync($"let asked = 0; export default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true, rollout: {{ waves: [percent(100)], gate: {function} }} }});");
        return await Runtime.GateAsync(bundle, JsonElement.Parse(input), default);
    }
}
