using System.Globalization;
using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rollouts.Plans;

/// <summary><c>kse rollout plan -f</c>: waves of a policy from a file, and its rollout in virtual time, by the production engine.</summary>
public sealed class RolloutPlanTests : IDisposable
{
    private const string Policy = """
        import { gate, percent, policy, prometheus, wave } from "kubestellar";
        export default policy({
          selects: { kinds: ["Deployment"] },
          place: (object, edge) => edge.labels.region !== "us",
          rollout: {
            waves: [wave(edge => edge.labels.canary === "true", { name: "canary", soak: "2h" }), wave(percent(100), { name: "everybody" })],
            inputs: { errors: prometheus("http://prometheus:9090", "errors") },
            gate: ({ totals, failures, inputs }) => totals.failed > 0 ? gate.rollback(`${totals.failed} failed, ${failures[0].edge} too`)
              : totals.ready < totals.members ? gate.hold(`${totals.ready} of ${totals.members}`)
                : inputs.errors.error !== "" ? gate.ask(`errors are ${inputs.errors.error}`) : gate.proceed(`${inputs.errors.value} errors`),
          },
        });
        """;

    private readonly CliRun _run = new();
    private readonly string _policy;
    private readonly string _edges;

    public RolloutPlanTests()
    {
        _policy = _run.Write("web.js", Policy);
        _edges = _run.Write("edges.json", $"[{string.Join(',', Enumerable.Range(0, 20).Select(Edge))}]");
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Without_simulate_it_shows_the_waves()
    {
        Assert.Equal(0, await _run.RunAsync("rollout", "plan", "-f", _policy, "--edges", _edges));
        Assert.Equal(["WAVE   NAME        CHANGE   UNCHANGED", "1      canary      2        0", "2      everybody   18       0", "20 of 20 edges would change"], _run.Lines);
    }

    [Fact]
    public async Task The_fleet_is_the_hubs_and_an_object_says_where()
    {
        _run.Hub.Listings["edges"] = """[{"id":"a","identity":{},"labels":{"canary":"true"},"status":"Ready"},{"id":"b","identity":{},"labels":{"region":"us"}}]""";
        var placed = _run.Write("web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n");
        Assert.Equal(0, await _run.RunAsync("rollout", "plan", "-f", _policy, "--object", placed));
        Assert.Equal("1 of 1 edges would change", _run.Lines[^1]);
    }

    [Fact]
    public async Task What_is_well_is_complete_after_its_soak()
    {
        var result = await SimulateAsync(0, "--input", "errors=3");
        Assert.Equal(("Complete", 20, true), (result.GetProperty("phase").GetString(), result.GetProperty("edges").GetInt32(), result.GetProperty("allPlaced").GetBoolean()));
        var waves = result.GetProperty("waves").EnumerateArray().ToList();
        Assert.Equal(["canary", "everybody"], waves.Select(wave => wave.GetProperty("name").GetString()));
        Assert.All(waves, wave => Assert.Equal(("Passed", "proceed", "3 errors"), (wave.GetProperty("phase").GetString(), wave.GetProperty("verdict").GetString(), wave.GetProperty("reason").GetString())));
        Assert.All(waves, wave => Assert.Equal(wave.GetProperty("edges").GetInt32(), wave.GetProperty("ready").GetInt32()));
        Assert.InRange(waves[0].GetProperty("endedAfter").GetDouble(), 7200, 7300);
        Assert.InRange(waves[1].GetProperty("openedAfter").GetDouble(), 7200, 7300);
        Assert.InRange(result.GetProperty("mostAtOnce").GetInt32(), 1, 18);
    }

    [Fact]
    public async Task Failures_are_taken_back_by_the_gate()
    {
        var result = await SimulateAsync(1, "--input", "errors=3", "--fail", "100%");
        Assert.Equal(("RolledBack", "GateRolledBack"), (result.GetProperty("phase").GetString(), result.GetProperty("reason").GetString()));
        Assert.Matches("^[12] failed, edge-\\d+ too$", result.GetProperty("message").GetString());
        var canary = result.GetProperty("waves")[0];
        Assert.Equal(("RolledBack", "rollback", 0), (canary.GetProperty("phase").GetString(), canary.GetProperty("verdict").GetString(), canary.GetProperty("ready").GetInt32()));
        Assert.InRange(canary.GetProperty("failed").GetInt32(), 1, 2);
        Assert.Equal(JsonValueKind.Null, result.GetProperty("waves")[1].GetProperty("openedAfter").ValueKind);
    }

    [Fact]
    public async Task Who_must_be_asked_says_nothing_or_yes()
    {
        var stuck = await SimulateAsync(1, "--until", "20d");
        Assert.Equal(("Held", "GateAsks", false), (stuck.GetProperty("phase").GetString(), stuck.GetProperty("reason").GetString(), stuck.GetProperty("ended").GetBoolean()));
        Assert.Contains("errors are not given; kse rollout approve web", stuck.GetProperty("message").GetString(), StringComparison.Ordinal);

        var approved = await SimulateAsync(0, "--approve");
        Assert.Equal("Complete", approved.GetProperty("phase").GetString());
    }

    [Fact]
    public async Task The_same_seed_gives_the_same()
    {
        string[] args = ["rollout", "plan", "-f", _policy, "--edges", _edges, "--simulate", "--input", "errors=3", "--silent", "30%", "--seed", "7"];
        Assert.Equal(0, await _run.RunAsync(args));
        var first = _run.Out;
        Assert.Equal(0, await _run.RunAsync(args));
        Assert.Equal(first, _run.Out[first.Length..]);
        Assert.Matches(@"\n1 +canary +Passed +\+0s +\+12\dm\d+s +[12] +[12] +0 +[01] +proceed: 3 errors\n2 +everybody +Passed ", first);
        Assert.Contains("20 edges (all count as placed), seed 7, in virtual time from 2026-01-05 08:00 UTC", first, StringComparison.Ordinal);
        Assert.Contains("Ends:      Complete\nTook:      ", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_of_bytes_take_their_time_and_after_takes_none()
    {
        var limited = _run.Write("limited.js", """
            import { gate, percent, policy } from "kubestellar";
            export default policy({
              selects: { kinds: ["Deployment"] },
              place: () => true,
              rollout: { waves: [percent(100)], after: ["db"], bytesPerMinute: 1000, pullsPerMinute: 5, gate: ({ totals, partial }) => totals.ready < totals.members ? gate.hold("not ready") : gate.proceed() },
              status: { map: () => ({ n: 1 }), combine: (a, b) => ({ n: a.n + b.n }) },
            });
            """);
        var fleet = _run.Write("three.json", """[{"id":"a"},{"id":"b"},{"id":"c"}]""");
        async Task<JsonElement> Simulated(params string[] more)
        {
            var before = _run.Out.Length;
            Assert.True(await _run.RunAsync(["rollout", "plan", "-f", limited, "--edges", fleet, "--simulate", "-o", "json", .. more]) == 0, _run.Error + _run.Out[before..]);
            return JsonElement.Parse(_run.Out[before..]);
        }

        // Three edges of five minutes' worth each: the first takes a minute's and leaves a debt.
        var slow = await Simulated("--bytes", "5000");
        Assert.InRange(slow.GetProperty("seconds").GetDouble(), 600, 1000);
        string[] said = [.. slow.GetProperty("notSimulated").EnumerateArray().Select(one => one.GetString()!)];
        Assert.Contains("after: db is taken as complete at once; a hub opens the first wave when it is", said);
        Assert.Contains("bytesPerMinute: each edge fetches 5000 bytes, as if it had none of the release", said);
        Assert.Equal(["after", "partial", "bytesPerMinute", "pullsPerMinute", "guard"], said.Select(one => one[..one.IndexOf(':', StringComparison.Ordinal)]));

        var small = _run.Write("small.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\n");
        var fast = await Simulated("--object", small);
        Assert.InRange(fast.GetProperty("seconds").GetDouble(), 1, 200);
        Assert.Contains(fast.GetProperty("notSimulated").EnumerateArray(), one => one.GetString()!.StartsWith("bytesPerMinute: each edge fetches 8", StringComparison.Ordinal));
        Assert.Contains((await Simulated()).GetProperty("notSimulated").EnumerateArray(), one => one.GetString()!.Contains("so each fetches 1000 bytes; --object FILE or --bytes N says it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_region_of_the_hub_takes_part_as_one_edge()
    {
        _run.Hub.Listings["edges"] = """[{"id":"a","identity":{},"labels":{"canary":"true"}},{"id":"eu","identity":{},"region":{"key":"K","rights":{}}}]""";
        Assert.Equal(0, await _run.RunAsync("rollout", "plan", "-f", _policy, "--simulate", "--input", "errors=3"));
        Assert.Contains("Not so at a hub: regions: 1 of the edges is a region and takes part as one edge each; what is inside", _run.Out, StringComparison.Ordinal);
        Assert.Contains("Not so at a hub: guard: ", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("after:", _run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan -f {0} --edges {1} --simulate --bytes 0", "--bytes takes a number above 0")]
    [InlineData("plan", "which policy is meant is missing")]
    [InlineData("plan web -f {0}", "give one of them")]
    [InlineData("plan web --simulate", "--simulate goes with -f only")]
    [InlineData("plan -f {0} --edges {1} --fail 5%", "--fail goes with --simulate only")]
    [InlineData("plan -f {0} --edges {1} --simulate --fail 101%", "'101%' is no share")]
    [InlineData("plan -f {0} --edges {1} --simulate --input load=1", "declares no input 'load'\n  there are: errors")]
    [InlineData("plan -f {0} --edges {1} --simulate --input errors=x", "the value is no JSON")]
    public async Task What_does_not_go_together_is_said(string line, string expected)
    {
        var args = string.Format(CultureInfo.InvariantCulture, line, _policy, _edges).Split(' ');
        Assert.Equal(2, await _run.RunAsync(["rollout", .. args]));
        Assert.Contains(expected, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_without_a_rollout_has_no_waves()
    {
        var plain = _run.Write("plain.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] }, place: () => true });\n");
        var edges = _run.Write("edges.yaml", "id: a\n---\nid: b\n");
        Assert.Equal(2, await _run.RunAsync("rollout", "plan", "-f", plain, "--edges", edges));
        Assert.Contains("policy plain has no rollout: all its edges change at once", _run.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> SimulateAsync(int exit, params string[] more)
    {
        var before = _run.Out.Length;
        var code = await _run.RunAsync(["rollout", "plan", "-f", _policy, "--edges", _edges, "--simulate", "-o", "json", .. more]);
        Assert.True(code == exit, _run.Error + _run.Out[before..]);
        return JsonElement.Parse(_run.Out[before..]);
    }

    private static string Edge(int number) => $$"""{ "id": "edge-{{number:00}}", "labels": { "canary": "{{(number < 2 ? "true" : "false")}}" } }""";
}
