using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>
/// What every policy runtime must do with reasons, choices, shares, overrides, copies, relations and health. Modules are written as the library leaves them,
/// so that this says what a runtime and a library agree on.
/// </summary>
public abstract class PolicyLanguageContract : PolicyContract
{
    private const string Deployment = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":1,"big":9223372036854775807,"ports":[{"n":80},{"n":443}]}}""";

    private const string Library = """
        const marked = (name, value) => Object.freeze(Object.defineProperty({ ...value }, Symbol.for(`kubestellar.${name}`), { value: true }));
        const policy = declaration => marked("policy", { selects: { kinds: ["Deployment"] }, ...declaration });
        const yes = reason => marked("verdict", { placed: true, reason }), no = reason => marked("verdict", { placed: false, reason });
        const assign = (edge, share, reason) => marked("assignment", { edge: edge.id ?? edge, share, reason });
        const fanOut = (items, edit) => marked("fanOut", { items, edit });
        const healthy = (health, reason, message) => marked("health", { health, reason, message });

        """;

    private static readonly ReadOnlyMemory<byte> Workload = Bytes(Deployment);

    protected override string Header => Library;

    [Fact]
    public async Task The_whole_shape_is_told()
    {
        var (_, outcome) = await LoadAsync("""
            export default Object.defineProperty({ ...policy({
              selects: { kinds: ["Deployment"], selector: { matchLabels: { a: "b" }, matchExpressions: [{ key: "c", operator: "NotIn", values: ["d"] }, { key: "e", operator: "Exists" }] }, where: () => true },
              choose: () => [], overrides: [{ label: "size", values: {} }],
              tolerations: [{ key: "gpu", operator: "Exists" }, { key: "zone", operator: "Equal", value: "x", effect: "NoSchedule" }],
              dependsOn: ["policy/platform", "ConfigMap/shop/settings"], health: { Store: () => {} },
            }), [Symbol.for("kubestellar.schema")]: { threshold: { type: "integer" } } }, Symbol.for("kubestellar.policy"), { value: true });
            """);

        Assert.True(outcome.Ok, outcome.Fault?.Message);
        var shape = outcome.Value;
        Assert.True(shape.Selects.Function);
        Assert.Equal(["a In b", "c NotIn d", "e Exists "], shape.Selects.Expressions.Select(e => $"{e.Key} {e.Operator} {string.Join(',', e.Values)}"));
        Assert.False(shape.Places);
        Assert.True(shape is { Chooses: true, Customizes: true, Relates: true });
        Assert.Equal([new Toleration("gpu", true, "", ""), new Toleration("zone", false, "x", "NoSchedule")], shape.Tolerations);
        Assert.Equal(["platform"], shape.DependsOnPolicies);
        Assert.Equal(["Store"], shape.HealthKinds);
        Assert.Equal("integer", shape.Parameters!.Value.GetProperty("threshold").GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_a_site_decides_is_told()
    {
        var (_, outcome) = await LoadAsync("""
            export default policy({ place: () => true, site: { windows: [{ days: ["sat", "sun"], from: "22:00", to: "04:00" }], rollback: { after: "1m30s" } } });
            """);

        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.Equal(90_000, outcome.Value.Site!.RollbackAfter);
        var window = Assert.Single(outcome.Value.Site.Windows!);
        Assert.Equal(["Saturday", "Sunday"], window.Days);
        Assert.Equal(("22:00", "04:00", "UTC"), (window.From, window.To, window.Zone));
        Assert.Null((await LoadAsync("export default policy({ place: () => true });")).Outcome.Value!.Site);
    }

    [Fact]
    public async Task What_is_carried_up_is_told_and_a_policy_may_do_nothing_else()
    {
        var (_, outcome) = await LoadAsync("""
            export default policy({ selects: undefined, place: () => true,
              upsync: [{ kinds: ["Measurement.sensors.example.com", "ConfigMap"], namespaces: ["shop"], names: ["a"], labels: { b: "c" } }, { kinds: ["Job.batch"] }] });
            """);
        Assert.True(outcome.Ok, outcome.Fault?.Message);
        Assert.True(outcome.Value.Selects is { Nothing: true, Function: false });
        var rules = outcome.Value.Upsync;
        Assert.Equal([("sensors.example.com", "Measurement"), ("", "ConfigMap")], rules[0].KindPairs());
        Assert.Equal(["shop"], rules[0].Namespaces!);
        Assert.Equal(["a"], rules[0].Names!);
        Assert.Equal("c", rules[0].Labels!["b"]);
        Assert.Equal((null, null, null), (rules[1].Namespaces, rules[1].Names, rules[1].Labels));
        var (_, other) = await LoadAsync("export default policy({ place: () => true });");
        Assert.False(other.Value!.Selects.Nothing);
        Assert.Empty(other.Value.Upsync);
    }

    [Fact]
    public async Task Reasons_are_told_with_their_edges()
    {
        var bundle = await GoodAsync("export default policy({ place: (o, edge) => edge.labels.size === 'large' ? yes('room enough') : edge.labels.size === 'small' ? no('too small') : false });");
        var placed = (await Runtime.PlaceAsync(bundle, Workload, All(6), default)).Value!;

        Assert.Equal([0, 3], placed.Edges.Members());
        Assert.Equal(["no: too small 2,5", "yes: room enough 0,3"], placed.Reasons.Select(r => $"{(r.Placed ? "yes" : "no")}: {r.Reason} {string.Join(',', r.Edges.Members())}").Order(StringComparer.Ordinal));
        Assert.Equal(["labels/size"], placed.Reads.Paths);
        Assert.False(placed.Reads.All);
    }

    [Fact]
    public async Task Too_many_reasons_share_one()
    {
        var bundle = await GoodAsync("export default policy({ place: (o, edge) => yes(`for ${edge.id}`) });", 400);
        var placed = (await Runtime.PlaceAsync(bundle, Workload, All(400), default)).Value!;

        Assert.Equal(257, placed.Reasons.Count);
        Assert.Equal(144, placed.Reasons.Single(reason => reason.Reason == "...").Edges.Count);
        Assert.Equal(400, placed.Edges.Count);
    }

    [Fact]
    public async Task A_function_that_fails_for_some_edges_answers_for_the_others()
    {
        var bundle = await GoodAsync("""
            export default policy({
              place: (o, edge) => { if (edge.labels.size === 'small') throw new Error(`${edge.id} has no room`); return true; },
              customize: (o, edge) => { if (edge.labels.size === 'large') null.x; o.spec.replicas = 2; },
            });
            """);
        var placed = (await Runtime.PlaceAsync(bundle, Workload, All(6), default)).Value!;
        var customized = (await Runtime.CustomizeAsync(bundle, Workload, placed.Edges, null, default)).Value!;

        Assert.Equal([0, 1, 3, 4], placed.Edges.Members());
        var failed = Assert.Single(placed.Failed);
        Assert.Equal(("Threw", "place, for edge edge-2: Error: edge-2 has no room"), (failed.Fault.Reason, failed.Fault.Message));
        Assert.Equal([2, 5], failed.Edges.Members());
        Assert.Equal([0, 3], Assert.Single(customized.Failed).Edges.Members());
        Assert.Equal([1, 4], Assert.Single(customized.Groups).Edges.Members());
    }

    [Fact]
    public async Task What_was_read_is_told_and_follows_the_inventory()
    {
        var bundle = await GoodAsync("export default policy({ place: (o, edge) => edge.labels.size === 'large' && edge.properties.memoryGiB > 4 || 'gpu' in edge.properties });");
        var first = (await Runtime.PlaceAsync(bundle, Workload, All(6), default)).Value!;
        await Runtime.UpdateInventoryAsync([new EdgeSlot(0, Edge(0, "large", 8)), new EdgeSlot(4, null)], default);
        var second = (await Runtime.PlaceAsync(bundle, Workload, All(6), default)).Value!;

        Assert.Empty(first.Edges.Members());
        Assert.Equal([0], second.Edges.Members());
        Assert.Equal(["labels/size", "properties/gpu", "properties/memoryGiB"], second.Reads.Paths.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_every_edge_is_a_case_of_its_own_everything_was_read()
    {
        var bundle = await GoodAsync("export default policy({ place: (o, edge) => edge.id.endsWith('7'), customize: (o, edge) => { o.spec.edge = edge.id; } });", 5000);
        var placed = (await Runtime.PlaceAsync(bundle, Workload, All(5000), default)).Value!;
        var customized = (await Runtime.CustomizeAsync(bundle, Workload, All(5000), null, default)).Value!;

        Assert.Equal(500, placed.Edges.Count);
        Assert.True(placed.Reads.All);
        Assert.Equal(5000, customized.Groups.Count);
        Assert.All(customized.Groups, group => Assert.Equal($"edge-{group.Edges.Members().Single()}", group.Operations[0].Value!.Value.GetString()));
    }

    [Theory]
    [InlineData("[...edges].sort((a, b) => a.id < b.id ? 1 : -1).slice(0, 2)", "4,5", "")]
    [InlineData("edges.filter(edge => edge.labels.size === 'small').map(edge => edge.id)", "2,5", "")]
    [InlineData("edges.slice(0, 2).map((edge, i) => assign(edge, { part: i }, 'by order'))", "0,1", "0={\"part\":0};1={\"part\":1}")]
    [InlineData("current.length > 0 ? current : edges.slice(1, 3)", "4", "")]
    public async Task Choose_picks_among_the_candidates(string choice, string slots, string shares)
    {
        var bundle = await GoodAsync($"export default policy({{ choose: (o, edges, current) => {choice} }});");
        var current = new EdgeSet(6);
        current.Add(4);
        var chosen = await Runtime.ChooseAsync(bundle, Workload, All(6), current, default);

        Assert.True(chosen.Ok, chosen.Fault?.Message);
        Assert.Equal(slots, string.Join(',', chosen.Value.Edges.Members()));
        Assert.Equal(shares, string.Join(';', chosen.Value.Shares.Select(share => $"{share.Key}={share.Value.GetRawText()}")));
        Assert.True(chosen.Value.Reads.All);
    }

    [Theory]
    [InlineData("[...current.length > 0 ? edges.slice(1, 2) : edges.slice(0, 1)]", "Unstable", "edge-0, edge-1")]
    [InlineData("edges.slice(0, ++calls)", "Impure", "")]
    [InlineData("['edge-0', 'nowhere']", "BadResult", "nowhere")]
    [InlineData("['edge-5']", "BadResult", "edge-5")]
    [InlineData("[edges[0], edges[0].id]", "BadResult", "edge-0 twice")]
    [InlineData("edges[0]", "BadResult", "a list of edges")]
    [InlineData("[1]", "BadResult", "the number 1")]
    [InlineData("edges.reverse()", "Threw", "read only")]
    public async Task A_choice_that_cannot_be_taken_is_a_fault(string choice, string reason, string message)
    {
        var bundle = await GoodAsync($"let calls = 0; export default policy({{ choose: (o, edges, current) => {choice} }});");
        var candidates = All(6);
        candidates.Remove(5);
        var chosen = await Runtime.ChooseAsync(bundle, Workload, candidates, new EdgeSet(6), default);

        Assert.Equal(reason, chosen.Fault?.Reason);
        Assert.Contains(message, chosen.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edges_come_in_the_order_of_their_ids()
    {
        var bundle = await GoodAsync("export default policy({ choose: (o, edges) => [assign(edges[0], edges.map(edge => edge.id).join(' '))] });", 12);
        var chosen = (await Runtime.ChooseAsync(bundle, Workload, All(12), new EdgeSet(12), default)).Value!;
        Assert.Equal("edge-0 edge-1 edge-10 edge-11 edge-2 edge-3 edge-4 edge-5 edge-6 edge-7 edge-8 edge-9", chosen.Shares[0].GetString());
    }

    [Fact]
    public async Task A_share_is_the_third_argument_of_customize()
    {
        var bundle = await GoodAsync("export default policy({ choose: () => [], customize: (o, edge, share) => { o.spec.replicas = share ?? 0; } });");
        var shares = new Dictionary<int, JsonElement> { [0] = JsonElement.Parse("3"), [1] = JsonElement.Parse("5"), [2] = JsonElement.Parse("3") };
        var customized = (await Runtime.CustomizeAsync(bundle, Workload, All(4), shares, default)).Value!;

        Assert.Equal(["0 3", "3 0,2", "5 1"], customized.Groups.Select(g => $"{g.Operations[0].Value} {string.Join(',', g.Edges.Members())}").Order(StringComparer.Ordinal));
        Assert.Empty(customized.Reads.Paths);
    }

    [Theory]
    [InlineData("", "large: set spec/replicas 9|set spec/tier {\"a\":\"x\"}", "medium: set spec/replicas 5", "small: remove spec/replicas")]
    [InlineData("(o, edge) => { if (o.spec.tier) o.spec.tier.b = edge.labels.size; }", "large: set spec/replicas 9|set spec/tier {\"a\":\"x\",\"b\":\"large\"}", "medium: set spec/replicas 5", "small: remove spec/replicas")]
    [InlineData("(o, edge) => edge.labels.size === 'small' ? null : { spec: { replicas: o.spec.replicas + 1, tier: null } }", "large: set spec/replicas 10", "medium: set spec/replicas 6", "small: omit")]
    public async Task Overrides_come_before_customize(string customize, params string[] expected)
    {
        var bundle = await GoodAsync($$"""
            export default policy({
              overrides: [{ label: "size", values: { large: { spec: { replicas: 9, tier: { a: "x" } } }, small: { spec: { replicas: null } } }, default: { spec: { replicas: 5 } } },
                          { property: "ram", kinds: ["Service"], values: { 4: { spec: { wrong: true } } } }],
              {{(customize.Length == 0 ? "" : $"customize: {customize},")}}
            });
            """);
        var groups = (await Runtime.CustomizeAsync(bundle, Workload, All(3), null, default)).Value!.Groups;

        string[] sizes = ["large", "medium", "small"];
        Assert.Equal(expected, groups.OrderBy(g => g.Edges.Members().First()).Select(g => $"{sizes[g.Edges.Members().First()]}: {(g.Omit ? "omit" : Show(g.Operations))}"));
    }

    [Fact]
    public async Task An_object_can_become_several()
    {
        var bundle = await GoodAsync("""
            export default policy({ customize: (o, edge) => edge.labels.size === 'small' ? fanOut([], () => {}) : fanOut(o.spec.ports, (copy, port, index) => {
              copy.metadata.name += `-${port.n}`;
              if (index === 1) return { spec: { replicas: 7 } };
            }) });
            """);
        var customized = (await Runtime.CustomizeAsync(bundle, Workload, All(3), null, default)).Value!;

        Assert.Empty(customized.Failed);
        var fanned = Assert.Single(customized.Groups, group => group.Copies is not null);
        Assert.Equal([0, 1], fanned.Edges.Members());
        Assert.Equal(["set metadata/name \"web-80\"", "set metadata/name \"web-443\"|set spec/replicas 7"], fanned.Copies!.Select(Show));
        Assert.Equal([2], Assert.Single(customized.Groups, group => group.Omit).Edges.Members());
        Assert.Contains("\"big\":9223372036854775807", Encoding.UTF8.GetString(JsonPatcher.Apply(Workload.Span, fanned.Copies![1])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fanOut([1, 2], copy => {})", "\"web\" as well")]
    [InlineData("fanOut([1], copy => { copy.kind = 'Job' })", "another kind")]
    [InlineData("fanOut([1], copy => { copy.metadata.namespace = 'x' })", "another kind, apiVersion or namespace")]
    [InlineData("fanOut(3, () => {})", "a list of items")]
    [InlineData("(o.spec.x = 1, fanOut([1], () => {}))", "edit the copies")]
    public async Task Copies_that_cannot_be_are_refused(string result, string message)
    {
        var bundle = await GoodAsync($"export default policy({{ customize: o => {result} }});");
        var failed = Assert.Single((await Runtime.CustomizeAsync(bundle, Workload, All(3), null, default)).Value!.Failed);
        Assert.Equal("BadResult", failed.Fault.Reason);
        Assert.Contains(message, failed.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selects: object => object.metadata.name === 'web'")]
    [InlineData("selects: { where: object => object.metadata.name === 'web' }")]
    public async Task A_function_selects(string selects)
    {
        var bundle = await GoodAsync($"export default policy({{ {selects}, place: () => true }});");
        var selected = await Runtime.SelectAsync(bundle, [Workload, Bytes("""{"kind":"Deployment","metadata":{"name":"db"}}""")], default);
        Assert.Equal([true, false], selected.Value!.Selected);
    }

    [Theory]
    [InlineData("dependsOn: ['policy/platform', 'ConfigMap/shop/settings'], affinity: { with: ['Deployment.apps/shop/db'], without: ['Pod/x'] }", "policy/platform,ConfigMap/shop/settings;Deployment.apps/shop/db;Pod/x")]
    [InlineData("dependsOn: o => [`Secret/${o.metadata.namespace}/${o.metadata.name}`], affinity: () => undefined", "Secret/shop/web;;")]
    [InlineData("dependsOn: o => ['policy/a/b']", "BadResult: no reference")]
    [InlineData("affinity: { with: ['policy/a'] }", "BadResult: names a policy")]
    [InlineData("dependsOn: () => 'ConfigMap/a'", "BadResult: a list of references")]
    [InlineData("affinity: () => { throw new Error('none') }", "Threw: Error: none")]
    public async Task Relations_are_described(string fields, string expected)
    {
        var bundle = await GoodAsync($"export default policy({{ place: () => true, {fields} }});");
        var traits = await Runtime.DescribeAsync(bundle, Workload, default);
        if (traits.Ok)
        {
            Assert.Equal(expected, string.Join(';', new[] { traits.Value.DependsOn, traits.Value.With, traits.Value.Without }.Select(list => string.Join(',', list))));
            return;
        }

        Assert.Equal(expected.Split(": ")[0], traits.Fault.Reason);
        Assert.Contains(expected.Split(": ", 2)[1], traits.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_judged_object_by_object()
    {
        var bundle = await GoodAsync("""
            export default policy({ place: () => true, health: { Store: o => o.status.open ? healthy("Current") : healthy("Failed", "Closed", "it is closed") } });
            """);
        var verdicts = await Runtime.HealthAsync(bundle, [
            Bytes("""{"kind":"Store","metadata":{"name":"a"},"status":{"open":true}}"""),
            Bytes("""{"kind":"Store","metadata":{"name":"b"},"status":{"open":false}}"""),
            Bytes("""{"kind":"Store","metadata":{"name":"c"}}"""),
        ], default);

        Assert.Equal([new HealthVerdict(Health.Current, "", ""), new HealthVerdict(Health.Failed, "Closed", "it is closed")], verdicts.Value!.Take(2));
        Assert.Equal((Health.Unknown, "Threw"), (verdicts.Value![2].Health, verdicts.Value[2].Reason));
        Assert.Contains("Store c", verdicts.Value[2].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_reach_the_module()
    {
        const string Source = """
            const { size } = globalThis[Symbol.for('kubestellar.parameters')];
            export default Object.defineProperty({
              ...policy({ place: (o, edge) => edge.labels.size === size }), [Symbol.for("kubestellar.schema")]: { size: { type: "string" } },
            }, Symbol.for("kubestellar.policy"), { value: true });
            """;
        var (bundle, outcome) = await LoadAsync(Source, Named("size"));
        Assert.True(outcome.Ok, outcome.Fault?.Message);
        await FillAsync(6);
        Assert.Equal([0, 3], (await Runtime.PlaceAsync(bundle, Workload, All(6), default)).Value!.Edges.Members());

        var (_, refused) = await LoadAsync(Source, Named("sise"));
        Assert.Equal(("BadParameter", "parameter \"sise\": the policy has no such parameter; did you mean 'size'?"), (refused.Fault?.Reason, refused.Fault?.Message));

        static SortedDictionary<string, JsonElement> Named(string name) => new(StringComparer.Ordinal) { [name] = JsonElement.Parse("\"large\"") };
    }

    [Fact]
    public async Task Cases_say_what_was_read_and_decided()
    {
        var bundle = await GoodAsync("""
            export default policy({
              place: (o, edge) => { if (edge.labels.region === 'us') throw new Error('not there'); return edge.labels.size === 'large' ? yes('fits') : edge.labels.size !== 'small'; },
              customize: (o, edge) => { o.spec.replicas = edge.properties.memoryGiB; },
            });
            """, 12);
        var cases = (await Runtime.CasesAsync(bundle, Workload, All(12), null, 10, default)).Value!;
        var most = (await Runtime.CasesAsync(bundle, Workload, All(12), null, 1, default)).Value!;

        Assert.Equal(
            ["0,6 true fits  labels/region labels/size properties/memoryGiB", "1,3,5,7,9,11 false  Threw labels/region", "2,8 false   labels/region labels/size", "4,10 true   labels/region labels/size properties/memoryGiB"],
            cases.Cases.Select(c => $"{string.Join(',', c.Edges.Members())} {(c.Placed ? "true" : "false")} {c.Reason} {c.Fault?.Reason} {string.Join(' ', c.Reads.Paths.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal));
        Assert.All(cases.Cases, c => Assert.Equal(c.Placed, c.Variant is not null));
        Assert.All(cases.Cases, c => Assert.True(c.Edges[c.Example]));
        Assert.Empty(cases.Others.Members());
        Assert.Equal([1, 3, 5, 7, 9, 11], Assert.Single(most.Cases).Edges.Members());
        Assert.Equal([0, 2, 4, 6, 8, 10], most.Others.Members());
    }
}
