using KubeStellar.Edge.Daemon.Cli;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class WaitCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Settled_ends_as_soon_as_the_hub_says_so()
    {
        var looks = 0;
        _run.Hub.Info = _run.Hub.Info with { Settled = false };
        _run.Hub.WatchStarted = _ => _run.Hub.Change("x");
        _run.Hub.Listings["policies"] = "[]";
        _run.Hub.BeforeCall = verb => _run.Hub.Info = _run.Hub.Info with { Settled = (looks += verb == "info" ? 1 : 0) == 3 };

        Assert.Equal(0, await _run.RunAsync("wait", "--for=settled"));

        Assert.Equal("the fleet settled\n", _run.Out);
        Assert.Equal(3, looks);
        Assert.Equal("", _run.Error);
    }

    [Fact]
    public async Task Settled_says_which_policies_are_held()
    {
        _run.Hub.Listings["policies"] = """
            [{"name":"a","state":{"phase":"Ready"}},{"name":"b","state":{"phase":"Held"},"rollout":{"hold":{"id":"11"}}},
             {"name":"c","deleted":true,"state":{"phase":"Held"},"rollout":{"hold":{"id":"22"}}}]
            """;

        Assert.Equal(0, await _run.RunAsync("wait", "--for=settled"));

        Assert.Equal("the fleet settled\n", _run.Out);
        Assert.Equal("note: 2 policies are held and wait for a person:\n  policy b: kse confirm 11\n  policy c (deleted): kse confirm 22\n", _run.Error);
    }

    [Fact]
    public async Task A_broken_reduction_is_not_ready_and_converged_with_a_note()
    {
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Ready","reason":"ReductionFailed","message":"Threw at web.js:3:7: boom"}}]""";
        _run.Hub.Listings["summary"] = """[{"policy":"default.web","totals":{"desired":6,"received":6,"applied":6,"ready":6}}]""";

        Assert.Equal(0, await _run.RunAsync("wait", "--for=converged"));
        Assert.Equal("note: policy web cannot be reduced: ReductionFailed: Threw at web.js:3:7: boom\n", _run.Error);

        Assert.Equal(3, await _run.RunAsync("wait", "--for=ready", "--timeout=5s"));
        Assert.Contains("the fleet was not ready within 5s\n  policy web cannot be reduced: ReductionFailed: Threw at web.js:3:7: boom", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("converged", 6, 5, 0, "policy web: 5 of 6 edges have applied, 1 not in reach")]
    [InlineData("ready", 6, 6, 5, "policy web: 5 of 6 edges have ready, 1 not in reach")]
    public async Task A_time_out_ends_with_three_and_says_what_is_missing(string condition, int desired, int applied, int ready, string missing)
    {
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Ready"}}]""";
        _run.Hub.Listings["summary"] = $$"""[{"policy":"default.web","totals":{"desired":{{desired}},"received":{{desired}},"applied":{{applied}},"ready":{{ready}},"unreachable":1} }]""";

        Assert.Equal(3, await _run.RunAsync("wait", $"--for={condition}", "--timeout", "30s"));

        Assert.StartsWith($"error: the fleet was not {condition} within 30s\n", _run.Error, StringComparison.Ordinal);
        Assert.Contains(missing, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_converged_policy_ends_at_once()
    {
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Ready"}}]""";
        _run.Hub.Listings["summary"] = """[{"policy":"default.web","totals":{"desired":6,"received":6,"applied":6,"ready":0}}]""";

        Assert.Equal(0, await _run.RunAsync("wait", "--for=converged", "policy", "web"));
    }

    [Fact]
    public async Task A_stalled_policy_is_named_with_its_place()
    {
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Stalled","reason":"Threw","location":"web.js:3:7","message":"boom"}}]""";
        _run.Hub.Listings["summary"] = "[]";

        Assert.Equal(3, await _run.RunAsync("wait", "--for=ready", "policy/web", "--timeout=5s"));

        Assert.Contains("policy web is Stalled: Threw web.js:3:7 boom", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reachable=1", 0)]
    [InlineData("reachable=2", 3)]
    [InlineData("reachable", 3)]
    public async Task Reachable_counts_edges(string condition, int exit)
    {
        _run.Hub.Listings["edges"] = """[{"id":"a","presence":{"state":"Ready"}},{"id":"b","presence":{"state":"Unreachable"}}]""";

        Assert.Equal(exit, await _run.RunAsync("wait", $"--for={condition}", "--timeout=3s"));
    }

    [Fact]
    public async Task An_edge_is_ready_when_all_its_placements_are()
    {
        _run.Hub.Listings["edges"] = """[{"id":"a","presence":{"state":"Ready","current":true}}]""";
        _run.Hub.Listings["placements"] = """[{"edge":"a","policy":"default.web","object":"_.ConfigMap.shop.c","state":"Applied","reason":"InProgress"}]""";

        Assert.Equal(0, await _run.RunAsync("wait", "--for=converged", "edge", "a"));
        Assert.Equal(3, await _run.RunAsync("wait", "--for=ready", "edge", "a", "--timeout=3s"));
        Assert.Contains("configmap/shop/c of policy web is Applied: InProgress", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_away_is_waited_for()
    {
        var away = 3;
        _run.Hub.BeforeCall = _ =>
        {
            if (away-- > 0)
            {
                throw new CliException("no hub listens") { Passing = true };
            }
        };

        Assert.Equal(0, await _run.RunAsync("wait", "--for=settled"));
    }

    [Fact]
    public async Task A_hub_that_has_not_written_its_context_yet_is_waited_for()
    {
        var context = Path.Combine(_run.Folder, ".config/nats/context/kse.json");
        File.Move(context, context + ".later");
        _run.Time.Paused = () => File.Move(context + ".later", context);

        Assert.Equal(0, await _run.RunAsync("wait", "--for=settled"));
    }

    [Fact]
    public async Task A_context_that_never_comes_is_told_at_the_end()
    {
        File.Delete(Path.Combine(_run.Folder, ".config/nats/context/kse.json"));

        Assert.Equal(3, await _run.RunAsync("wait", "--for=settled", "--timeout=30s"));
        Assert.Contains("there is no context 'kse'", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense", null, null)]
    [InlineData("settled=3", null, null)]
    [InlineData("reachable=x", null, null)]
    [InlineData("held", "edge", "a")]
    [InlineData("ready", "token", "a")]
    [InlineData("ready", "policy", null)]
    public async Task A_condition_that_is_none_is_bad_usage(string condition, string? type, string? name) =>
        Assert.Equal(2, await _run.RunAsync([.. new[] { "wait", $"--for={condition}", type, name }.OfType<string>()]));
}
