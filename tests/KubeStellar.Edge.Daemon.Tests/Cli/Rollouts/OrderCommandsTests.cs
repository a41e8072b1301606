using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using static KubeStellar.Edge.Daemon.Tests.Cli.Rollouts.RolloutSamples;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rollouts;

public sealed class OrderCommandsTests : IDisposable
{
    private readonly CliRun _run = new() { Environment = { ["USER"] = "ann" } };
    private RolloutResult _result = Result(RolloutPhase.Held, "GateAsks", "", Wave("canary", WavePhase.Passed, 2, 2), Wave("rest", WavePhase.Open, 0, 9));

    public OrderCommandsTests() => _run.Hub.Answer = (_, _) => Reply(_result);

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("pause web --for 4h --reason season", "pause", "policy/web paused for 4h")]
    [InlineData("pause policy/web", "pause", "policy/web paused")]
    [InlineData("resume web", "resume", "policy/web resumed")]
    [InlineData("abort web", "abort", "policy/web aborted; edges go back to what was proven before")]
    [InlineData("abort web --keep", "abort", "policy/web aborted; edges keep what they have")]
    [InlineData("freeze --for 90s", "freeze", "every rollout is frozen for 90s")]
    [InlineData("unfreeze", "unfreeze", "rollouts go on")]
    [InlineData("retry web", "retry", "policy/web goes forward again to the newest release")]
    [InlineData("pause web -o name", "pause", "policy/web")]
    [InlineData("freeze -o name", "freeze", "fleet")]
    public async Task Every_order_is_sent_and_told(string line, string action, string said)
    {
        Assert.Equal(0, await _run.RunAsync(["rollout", .. line.Split(' ')]));
        Assert.Equal(said + "\n", _run.Out);
        Assert.Equal("", _run.Error);
        var asked = Asked(_run.Hub);
        Assert.Equal((action, action.Contains("freeze", StringComparison.Ordinal) ? "" : "web", $"ann@{_run.Services().Machine}"), (asked.Action, asked.Policy, asked.Actor));
        Assert.Equal(line.Contains("--reason", StringComparison.Ordinal) ? "season" : "", asked.Reason);
        Assert.Equal(line.Contains("--keep", StringComparison.Ordinal), asked.Keep);
        Assert.Equal(line.Contains("4h", StringComparison.Ordinal) ? 14400 : line.Contains("90s", StringComparison.Ordinal) ? 90 : 0, asked.ForSeconds);
    }

    [Fact]
    public async Task An_approval_names_the_wave_and_who()
    {
        var waves = _result.Rollout!.Progress!.Waves;
        _result = Result(RolloutPhase.Held, "", "", waves[0], waves[1] with { Phase = WavePhase.Waiting, Approvals = [new ApprovalRecord("bob", "", Now), new ApprovalRecord("ann", "", Now)] });
        Assert.Equal(0, await _run.RunAsync("rollout", "approve", "web", "--wave", "2", "--as", "bob"));
        Assert.Equal("policy/web wave 2 (rest) approved by bob, ann\n", _run.Out);
        Assert.Equal((1, "bob"), (Asked(_run.Hub).Wave, Asked(_run.Hub).Actor));
    }

    [Fact]
    public async Task A_gate_that_asks_is_answered()
    {
        var waves = _result.Rollout!.Progress!.Waves;
        _result = Result(RolloutPhase.Held, "", "", waves[0], waves[1] with { Passed = new ApprovalRecord("ann", "", Now) });
        Assert.Equal(0, await _run.RunAsync("rollout", "approve", "web"));
        Assert.Equal("policy/web wave 2 (rest) passes\n", _run.Out);
        Assert.Null(Asked(_run.Hub).Wave);
    }

    [Fact]
    public async Task A_retry_says_which_attempt_it_is_and_what_still_stops_it()
    {
        _result = _result with
        {
            Freeze = new StopRecord { By = "bob", Reason = "season", Since = Now.AddHours(-2) },
            Rollout = _result.Rollout! with
            {
                Progress = _result.Rollout.Progress! with { Attempt = 3, Cause = RolloutCause.Retry },
                Paused = new StopRecord { By = "eve", Since = Now.AddMinutes(-5), Until = Now.AddHours(1) },
            },
        };
        Assert.Equal(0, await _run.RunAsync("rollout", "retry", "web"));
        Assert.Equal("policy/web retried (attempt 3 of release 5)\n", _run.Out);
        Assert.Equal(
            "note: every rollout is frozen by bob 120m ago: season; kse rollout unfreeze ends it\n"
            + "note: paused by eve 5m ago until 2026-03-01 13:00 UTC; kse rollout resume web goes on\n",
            _run.Error);
    }

    [Fact]
    public async Task Undo_says_where_it_goes()
    {
        _result = _result with { Rollout = _result.Rollout! with { Pin = new PinRecord(3, default, default, "ann", "", Now) } };
        Assert.Equal(0, await _run.RunAsync("rollout", "undo", "web", "--to-revision", "3"));
        Assert.Equal("policy/web goes back to release 3\n", _run.Out);
        Assert.Equal(3, Asked(_run.Hub).Release);
    }

    [Fact]
    public async Task The_hubs_refusal_is_the_error()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Refuse("conflict", "no rollout of web runs: that of release 4 is complete");
        Assert.Equal(2, await _run.RunAsync("rollout", "abort", "web"));
        Assert.Equal("error: no rollout of web runs: that of release 4 is complete\n", _run.Error);
    }

    [Theory]
    [InlineData("approve", "web", "--wave", "0")]
    [InlineData("approve", "web", "--wave", "canary")]
    [InlineData("pause", "web", "--for", "soon")]
    [InlineData("pause")]
    [InlineData("undo", "Web Shop")]
    [InlineData("freeze", "web")]
    [InlineData("destroy", "web")]
    public async Task Bad_usage_asks_the_hub_nothing(params string[] args)
    {
        Assert.Equal(2, await _run.RunAsync(["rollout", .. args]));
        Assert.Empty(_run.Hub.Asked);
    }
}
