using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class OtherVerbsTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Labels_are_set_and_taken_away()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[{"id":"a"}]}""");

        Assert.Equal(0, await _run.RunAsync("label", "edge", "a", "size=large", "empty=", "old-", "--overwrite"));

        var request = JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.EdgeEditRequest)!;
        Assert.Equal("large", request.SetLabels["size"]);
        Assert.Equal("", request.SetLabels["empty"]);
        Assert.Equal(["old"], request.RemoveLabels);
        Assert.True(request.Overwrite);
        Assert.Equal("edge/a labelled\n", _run.Out);
    }

    [Fact]
    public async Task Taints_are_set_and_taken_away()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[{"id":"a"}]}""");

        Assert.Equal(0, await _run.RunAsync("taint", "edge", "a", "gpu=yes:NoSchedule", "wet:NoExecute", "old:NoSchedule-", "all-"));

        var request = JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.EdgeEditRequest)!;
        Assert.Equal([new Taint("gpu", "yes", "NoSchedule"), new Taint("wet", "", "NoExecute")], request.SetTaints);
        Assert.Equal(["old:NoSchedule", "all"], request.RemoveTaints);
    }

    [Theory]
    [InlineData("label", "nonsense")]
    [InlineData("label", "bad key=1")]
    [InlineData("label", "k=bad value")]
    [InlineData("label", "k=1", "k-")]
    [InlineData("label", "k=1", "k=2")]
    [InlineData("taint", "k=v")]
    [InlineData("taint", "k=v:Sometimes")]
    [InlineData("taint", ":NoSchedule")]
    public async Task Bad_labels_and_taints_are_refused(string verb, params string[] changes)
    {
        Assert.Equal(2, await _run.RunAsync([verb, "edge", "a", .. changes]));
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task Only_the_token_goes_to_standard_output()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"id":"t1","token":"kse-join-abc"}""");

        Assert.Equal(0, await _run.RunAsync("token", "create", "--label", "kind=store", "--label", "size=s", "--uses", "3", "--expires", "1h30m"));

        Assert.Equal("kse-join-abc\n", _run.Out);
        var request = JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.TokenRequest)!;
        Assert.Equal((3, 5400, 2), (request.Uses, request.ExpiresInSeconds, request.Labels.Count));
    }

    [Fact]
    public async Task Deletion_by_name_asks_for_the_key_first()
    {
        _run.Hub.Listings["workloads"] = """[{"key":"apps.Deployment.shop.web"}]""";
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[{"resource":"workload","key":"apps.Deployment.shop.web","action":"deleted","generation":2}]}""");

        Assert.Equal(0, await _run.RunAsync("delete", "deployment", "web", "-n", "shop"));

        Assert.Equal("deployment/shop/web", JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.GetQuery)!.Name);
        Assert.Equal("apps.Deployment.shop.web", JsonSerializer.Deserialize(_run.Hub.Asked[1].Body, ContractsJson.Default.DeleteRequest)!.Objects.Single().ToString());
        Assert.Equal("deployment.apps/shop/web deleted\n", _run.Out);
    }

    [Fact]
    public async Task A_deletion_that_is_held_says_what_lets_it_go_on()
    {
        _run.Hub.Info = _run.Hub.Info with { Settled = false };
        _run.Hub.Listings["policies"] = """[{"name":"web","deleted":true,"state":{"phase":"Held"},"rollout":{"hold":{"id":"abc123"}}}]""";
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[{"resource":"policy","key":"web","action":"deleted","generation":2}]}""");
        _run.Time.Paused = () => _run.Hub.Info = _run.Hub.Info with { Settled = true };

        Assert.Equal(0, await _run.RunAsync("delete", "policy", "web"));

        Assert.Equal("policy/web deleted\n", _run.Out);
        Assert.Equal("note: 1 policy is held and waits for a person:\n  policy web (deleted): kse confirm abc123\n", _run.Error);
    }

    [Fact]
    public async Task A_library_is_deleted_by_name_and_version()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[{"resource":"library","key":"tiers@1.2.0","action":"deleted","generation":1}]}""");
        _run.Hub.Listings["policies"] = "[]";

        Assert.Equal(0, await _run.RunAsync("delete", "library", "tiers@1.2.0"));

        Assert.Equal("library/tiers@1.2.0 deleted\n", _run.Out);
        Assert.Equal(["tiers@1.2.0"], JsonSerializer.Deserialize(_run.Hub.Asked[0].Body, ContractsJson.Default.DeleteRequest)!.Libraries!);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("delete", "policy")]
    [InlineData("delete", "edge", "a")]
    [InlineData("delete", "summary", "a")]
    [InlineData("delete", "workload", "configmap/missing")]
    public async Task A_deletion_that_is_unclear_deletes_nothing(params string[] args)
    {
        _run.Hub.Listings["workloads"] = "[]";

        Assert.Equal(2, await _run.RunAsync(args));

        Assert.DoesNotContain(_run.Hub.Asked, asked => asked.Verb == ApiVerbs.Delete);
    }

    [Fact]
    public async Task A_difference_ends_with_one_and_is_shown_once_for_alike_edges()
    {
        _run.Input = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";
        const string change = """{"edge":"EDGE","object":"_.ConfigMap.default.c","change":"changed","before":{"data":{"a":"1","b":"2"}},"after":{"data":{"a":"1","b":"3"}}}""";
        _run.Hub.Answer = (_, _) => FakeHub.Ok($$"""{"items":[{{change.Replace("EDGE", "s1", StringComparison.Ordinal)}},{{change.Replace("EDGE", "s2", StringComparison.Ordinal)}}]}""");

        Assert.Equal(1, await _run.RunAsync("diff", "-f", "-"));

        Assert.Equal(["configmap/default/c (changed) at s1, s2", "@@ -1 +1 @@", " data:", "   a: \"1\"", "-  b: \"2\"", "+  b: \"3\""], _run.Lines);

        using var same = new CliRun { Input = _run.Input };
        same.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[]}""");
        Assert.Equal(0, await same.RunAsync("diff", "-f", "-"));
        Assert.Equal("", same.Out);
    }

    [Fact]
    public async Task An_explanation_is_a_list_of_steps_in_ascii_off_a_terminal()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""
            {"edge":"s1","object":"apps.Deployment.shop.web","placed":false,"steps":[
              {"stage":"select","outcome":"yes","reason":"policy web selects it"},{"stage":"place","outcome":"no","reason":"place returned false"}]}
            """);

        Assert.Equal(0, await _run.RunAsync("explain", "s1", "deployment/web"));

        Assert.Equal(
            ["deployment.apps/shop/web at s1: not placed", "  [yes]     select  policy web selects it", "  [no]      place   place returned false"],
            _run.Lines);

        using var terminal = new CliRun { Terminal = true };
        terminal.Environment["NO_COLOR"] = "1";
        terminal.Hub.Answer = _run.Hub.Answer;
        Assert.Equal(0, await terminal.RunAsync("explain", "s1", "deployment/web"));
        Assert.Contains("  ✓ select", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("  ✗ place", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_asks_the_local_socket_only()
    {
        _run.Local = _ => JsonElement.Parse("""
            {"edge":"s1","daemon":"0.1.0","connected":false,"since":"2026-03-01T11:58:30Z","epoch":1,"revision":7,"rootDigest":"abcdef0123456789","applied":false,"target":"manifests:/x",
             "conditions":[{"type":"DiskFull","status":"True","reason":"NoSpace","message":"no room"}],
             "policies":[{"policy":"default.web","applied":1,"ready":1,"objects":[
               {"key":"_.ConfigMap.shop.a","applied":true,"health":"Current"},{"key":"_.ConfigMap.shop.b","applied":false,"health":"Unknown","reason":"DiskFull","message":"no room"}]}]}
            """);

        Assert.Equal(0, await _run.RunAsync("status", "--state", "/var/lib/x"));

        Assert.Contains("Hub:          not connected for 90s", _run.Lines);
        Assert.Contains("Root:         1/7 abcdef012345", _run.Lines);
        Assert.Contains("Condition:    DiskFull=True NoSpace no room", _run.Lines);
        Assert.Contains("default.web   2         1         1       -", _run.Lines);
        Assert.Equal("configmap/shop/b   false     Unknown   DiskFull   no room", _run.Lines[^1]);
        Assert.Null(_run.Connected);
    }

    [Fact]
    public async Task Status_without_a_daemon_says_where_it_looked()
    {
        _run.Environment["XDG_STATE_HOME"] = "/state";

        Assert.Equal(2, await _run.RunAsync("status"));

        Assert.Contains("/state/kse/edge/kse.sock", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_shows_the_record_with_placements_and_events()
    {
        _run.Hub.Listings["edges"] = """[{"v":1,"id":"s1","labels":{"kind":"store"},"taints":[],"identity":{"admittedAt":"2026-03-01T11:00:00Z"}}]""";
        _run.Hub.Listings["placements"] = """[{"edge":"s1","policy":"default.web","object":"_.ConfigMap.shop.c","state":"Ready"}]""";
        _run.Hub.Listings["status"] = "[]";
        _run.Hub.Listings["events"] = """[{"kind":"edge.admitted","subject":"s1","actor":"hub"},{"kind":"edge.admitted","subject":"s10","actor":"hub"}]""";

        Assert.Equal(0, await _run.RunAsync("describe", "edge", "s1"));

        Assert.Contains("  kind:  store", _run.Lines);
        Assert.Contains("  Admitted At:  2026-03-01T11:00:00Z (60m ago)", _run.Lines);
        Assert.Contains("web      s1     configmap/shop/c   Ready   -", _run.Lines);
        Assert.Single(_run.Lines, line => line.Contains("edge.admitted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_of_this_program_needs_no_hub()
    {
        Assert.Equal(0, await _run.RunAsync("version", "--client"));
        Assert.Null(_run.Connected);

        Assert.Equal(0, await _run.RunAsync("version"));
        Assert.Contains("hub     9.9 (epoch 0, 0 edges)", _run.Lines);
    }

    [Fact]
    public async Task A_stack_trace_is_shown_on_request_only()
    {
        _run.Hub.BeforeCall = _ => throw new InvalidOperationException("boom");
        Assert.Equal(2, await _run.RunAsync("get", "edges"));
        Assert.DoesNotContain("   at ", _run.Error, StringComparison.Ordinal);

        _run.Environment["KSE_DEBUG"] = "1";
        Assert.Equal(2, await _run.RunAsync("get", "edges"));
        Assert.Contains("   at ", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_does_not_answer_ends_with_three()
    {
        _run.Hub.BeforeCall = _ => throw new TimeoutException("silence");

        Assert.Equal(3, await _run.RunAsync("get", "edges", "--timeout", "2s"));

        Assert.StartsWith("error: no answer from a hub within 2s\n", _run.Error, StringComparison.Ordinal);
    }
}
