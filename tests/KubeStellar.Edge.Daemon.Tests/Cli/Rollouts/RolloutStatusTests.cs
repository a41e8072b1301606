using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli;
using static KubeStellar.Edge.Daemon.Tests.Cli.Rollouts.RolloutSamples;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rollouts;

public sealed class RolloutStatusTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly Queue<RolloutResult> _results = new();

    public RolloutStatusTests()
    {
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Ready"}}]""";
        _run.Hub.Answer = (_, _) => Reply(_results.Count > 1 ? _results.Dequeue() : _results.Peek());
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_held_rollout_says_why_what_to_do_and_how_each_wave_is()
    {
        var canary = Wave("canary", WavePhase.Passed, 2, 2) with { Verdict = "proceed", Reason = "all well" };
        var ten = Wave("10%", WavePhase.Soaking, 7, 9) with { SoakUntil = Now.AddMinutes(4), Verdict = "hold", Reason = "2 carts fail" };
        ten = ten with { Totals = ten.Totals with { Failed = 1, Unreachable = 3 } };
        var rest = Wave("rest", WavePhase.Waiting, 0, 80) with { Totals = new WaveTotals(), Approvals = [new ApprovalRecord("ann", "", Now), new ApprovalRecord("bob", "", Now)] };
        var result = Result(RolloutPhase.Held, "WaveFailed", "1 of 9 edges failed", canary, ten, rest);
        _results.Enqueue(result with
        {
            Failures = ["store-3 apps.Deployment.shop.web: Unhealthy"],
            Freeze = new StopRecord { By = "eve", Reason = "season", Since = Now.AddHours(-5), Until = Now.AddDays(1) },
            Rollout = result.Rollout! with { Pin = new PinRecord(3, default, default, "ann", "shops complain", Now.AddMinutes(-10)) },
        });

        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web"));

        Assert.Equal(
            """
            Policy:    web
            Release:   5
            Phase:     Held for 3m
            Reason:    WaveFailed
            Message:   1 of 9 edges failed
            Began:     5m ago
            To go on:  kse rollout retry web, kse rollout abort web, or a new change
            Goes back: to release 3 by ann 10m ago: shops complain; kse rollout retry web goes forward again
            Stopped:   every rollout is frozen by eve 5h ago until 2026-03-02 12:00 UTC: season; kse rollout unfreeze ends it

            WAVE   NAME     PHASE     READY   FAILED   UNREACHABLE   SOAK-LEFT   APPROVALS   VERDICT
            1      canary   Passed    2/2     0        0             -           -           proceed: all well
            2      10%      Soaking   7/9     1        3             4m          -           hold: 2 carts fail
            3      rest     Waiting   0/80    0        0             -           ann,bob     -

            Failures:
              store-3 apps.Deployment.shop.web: Unhealthy

            """.ReplaceLineEndings("\n"),
            _run.Out);
    }

    [Theory]
    [InlineData(RolloutPhase.Held, "GateAsks", "", "To go on:  kse rollout approve web, or kse rollout abort web")]
    [InlineData(RolloutPhase.Held, "GateAsks", "is it cold there? kse rollout approve web", null)]
    [InlineData(RolloutPhase.Paused, "GatePaused", "look at it", "To go on:  kse rollout resume web")]
    [InlineData(RolloutPhase.RolledBack, "GateRollsBack", "bad", "To go on:  kse rollout retry web, kse rollout undo web, or a new change")]
    [InlineData(RolloutPhase.Progressing, "", "", null)]
    public async Task The_remedy_is_named_unless_the_message_does(RolloutPhase phase, string reason, string message, string? remedy)
    {
        _results.Enqueue(Result(phase, reason, message, Wave("canary", WavePhase.Open, 1, 2)));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "policy/web"));
        Assert.Equal(remedy, _run.Lines.SingleOrDefault(line => line.StartsWith("To go on", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_waves_all_edges_are_one()
    {
        _results.Enqueue(Result(null) with { Totals = new WaveTotals { All = 4, Members = 4, Ready = 3 } });
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-o", "wide"));
        Assert.Contains("no rollout yet", _run.Out, StringComparison.Ordinal);
        Assert.Matches(@"1 +all +Open +3/4 ", _run.Out);
    }

    [Fact]
    public async Task Machines_get_the_whole_answer()
    {
        _results.Enqueue(Result(RolloutPhase.Complete, "", "", Wave("canary", WavePhase.Passed, 2, 2)));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-o", "json"));
        Assert.Equal("Complete", JsonElement.Parse(_run.Out).GetProperty("rollout").GetProperty("progress").GetProperty("phase").GetString());
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-o", "yaml"));
        Assert.Contains("phase: Complete", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_says_each_change_once_and_ends_when_it_is_complete()
    {
        var open = Wave("canary", WavePhase.Open, 0, 2);
        _results.Enqueue(Result(RolloutPhase.Progressing, "", "", open, Wave("rest", WavePhase.Waiting, 0, 9)));
        _results.Enqueue(Result(RolloutPhase.Progressing, "", "", open, Wave("rest", WavePhase.Waiting, 0, 9)));
        _results.Enqueue(Result(RolloutPhase.Progressing, "", "", Wave("canary", WavePhase.Soaking, 2, 2) with { SoakUntil = Now.AddSeconds(90) }, Wave("rest", WavePhase.Waiting, 0, 9)));
        _results.Enqueue(Result(RolloutPhase.Held, "GateAsks", "is it cold there?", Wave("canary", WavePhase.Passed, 2, 2), Wave("rest", WavePhase.Open, 0, 9)));
        _results.Enqueue(Result(RolloutPhase.Complete, "", "", Wave("canary", WavePhase.Passed, 2, 2), Wave("rest", WavePhase.Passed, 8, 8)));

        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));

        Assert.Equal(
            [
                "release 5: Progressing",
                "wave 1/2 (canary): Open, 0/2 ready",
                "wave 2/2 (rest): Waiting, 0/9 ready",
                "wave 1/2 (canary): Soaking, 2/2 ready, soaks for",
                "release 5: Held, GateAsks: is it cold there?",
                "wave 1/2 (canary): Passed, 2/2 ready",
                "wave 2/2 (rest): Open, 0/9 ready",
                "release 5: Complete",
                "wave 2/2 (rest): Passed, 8/8 ready",
                "policy/web rolled out (release 5)",
            ],
            _run.Lines.Select(line => line.Split(" for ")[0] + (line.Contains(" for ", StringComparison.Ordinal) ? " for" : "")));
        Assert.Equal("", _run.Error);
    }

    [Theory]
    [InlineData(RolloutPhase.RolledBack, "the rollout of web was rolled back: 2 carts fail")]
    [InlineData(RolloutPhase.Aborted, "the rollout of web was aborted: 2 carts fail")]
    public async Task A_watch_of_what_does_not_get_there_ends_with_one(RolloutPhase phase, string why)
    {
        _results.Enqueue(Result(phase, "X", "2 carts fail", Wave("canary", WavePhase.RolledBack, 0, 2)));
        Assert.Equal(CliExit.Difference, await _run.RunAsync("rollout", "status", "web", "-w"));
        Assert.StartsWith($"error: {why}\n  see 'kse rollout status web'; kse rollout retry web tries it again\n", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_waits_until_the_hub_speaks_of_the_newest_change()
    {
        var looks = 0;
        _run.Hub.Info = _run.Hub.Info with { Settled = false };
        _run.Hub.BeforeCall = verb =>
        {
            looks += verb == "info" ? 1 : 0;
            _run.Hub.Info = _run.Hub.Info with { Settled = looks > 2 };
        };
        _results.Enqueue(Result(RolloutPhase.RolledBack, "X", "old"));
        _results.Enqueue(Result(RolloutPhase.Superseded));
        _results.Enqueue(Result(RolloutPhase.Superseded));
        _results.Enqueue(Result(RolloutPhase.Complete));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));
        Assert.Equal("policy/web rolled out (release 5)", _run.Lines[^1]);
        Assert.Equal("policy web: a newer change takes the place of its rollout\n", _run.Error);
    }

    [Fact]
    public async Task A_watch_rides_out_a_hub_that_is_away()
    {
        var away = 2;
        _run.Hub.BeforeCall = _ =>
        {
            if (away-- > 0)
            {
                throw new CliException("no hub listens") { Passing = true };
            }
        };
        _results.Enqueue(Result(null));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));
        Assert.Equal("policy/web has nothing to roll out\n", _run.Out);
        Assert.Equal("no hub listens\n", _run.Error);
    }

    [Fact]
    public async Task A_watch_for_machines_is_a_document_a_change()
    {
        _results.Enqueue(Result(RolloutPhase.Progressing));
        _results.Enqueue(Result(RolloutPhase.Progressing));
        _results.Enqueue(Result(RolloutPhase.Complete));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w", "-o", "yaml"));
        Assert.Equal(2, _run.Lines.Count(line => line == "---"));
        Assert.EndsWith("\n", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_waves_are_bars_that_are_written_over()
    {
        _run.Terminal = true;
        _run.Environment["NO_COLOR"] = "1";
        var failed = Wave("rest", WavePhase.Open, 3, 9);
        _results.Enqueue(Result(RolloutPhase.Progressing, "", "", Wave("canary", WavePhase.Passed, 2, 2), failed with { Totals = failed.Totals with { Failed = 3 } }));
        _results.Enqueue(Result(RolloutPhase.Complete, "", "", Wave("canary", WavePhase.Passed, 2, 2), Wave("rest", WavePhase.Passed, 9, 9)));

        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));

        var frames = _run.Out.Split("\e[J");
        Assert.Equal(
            "\rpolicy/web release 5, 5m\e[K\n\rProgressing\e[K\n"
            + "\r1 canary  Passed      ########################  2/2\e[K\n"
            + "\r2 rest    Open        ########!!!!!!!!........  3/9  3 failed\e[K\n",
            frames[0]);
        Assert.StartsWith("\e[4A\rpolicy/web release 5", frames[1], StringComparison.Ordinal);
        Assert.Contains("\r2 rest    Passed      ########################  9/9\e[K\n", frames[1], StringComparison.Ordinal);
        Assert.Equal("policy/web rolled out (release 5)\n", frames[2]);
    }

    [Fact]
    public async Task More_waves_than_a_terminal_has_rows_are_those_around_the_current_one()
    {
        _run.Terminal = true;
        var waves = Enumerable.Range(0, 100).Select(i => Wave($"w{i}", i < 50 ? WavePhase.Passed : WavePhase.Waiting, i < 50 ? 1 : 0, 1)).ToArray();
        _results.Enqueue(Result(RolloutPhase.Complete, "", "", waves));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));
        Assert.Contains("… 43 earlier", _run.Out, StringComparison.Ordinal);
        Assert.Contains("… 42 later", _run.Out, StringComparison.Ordinal);
        Assert.Contains("\u2588", _run.Out, StringComparison.Ordinal);
        Assert.True(_run.Lines.Length < 24);
    }

    [Fact]
    public async Task Texts_of_others_do_not_steer_the_terminal()
    {
        _run.Terminal = true;
        _results.Enqueue(Result(RolloutPhase.Complete, "X", "evil\e[2Jtext\nnext", Wave("ca\e[1mnary", WavePhase.Passed, 1, 1)));
        Assert.Equal(0, await _run.RunAsync("rollout", "status", "web", "-w"));
        Assert.Contains("evil\\u001b[2Jtext next", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[2J", _run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("ca\e[1m", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_lists_releases_and_which_cannot_be_gone_back_to()
    {
        var plan = Result(RolloutPhase.Complete).Rollout!.Progress!.Plan;
        _results.Enqueue(Result(RolloutPhase.Complete) with
        {
            Rollout = Result(RolloutPhase.Complete).Rollout! with
            {
                Releases =
                [
                    new ReleaseRecord(3, plan, new() { ["a"] = 4, ["b"] = 5 }, Now.AddDays(-9)),
                    new ReleaseRecord(4, plan, new() { ["c"] = 9 }, Now.AddHours(-2)) { Plan = plan, Inputs = plan, Cause = RolloutCause.Undo, Phase = RolloutPhase.RolledBack, Message = "2 carts fail", EndedAt = Now.AddHours(-1) },
                    new ReleaseRecord(5, plan, new() { ["d"] = 9 }, Now.AddMinutes(-3)) { Plan = plan },
                ],
            },
        });

        Assert.Equal(0, await _run.RunAsync("rollout", "history", "web"));

        Assert.Equal(
            """
            REVISION   CAUSE    PHASE        EDGES   MANIFESTS   AGE    MESSAGE
            3          Change   Complete     9       2           9d     of an older hub; cannot be gone back to
            4          Undo     RolledBack   9       1           120m   2 carts fail
            5          Change   Complete     9       1           3m     -

            """.ReplaceLineEndings("\n"),
            _run.Out);
        Assert.Equal(0, await _run.RunAsync("rollout", "history", "web", "-o", "wide"));
        Assert.Contains("60m", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_has_waves_with_members()
    {
        _results.Enqueue(new RolloutResult { Policy = "web", Plan = [new PlannedWave("canary", 0, ["store-1", "store-2"], 1), new PlannedWave("rest", 1, [], 7)] });
        Assert.Equal(0, await _run.RunAsync("rollout", "plan", "web", "-o", "wide"));
        Assert.Equal(
            """
            WAVE   NAME     CHANGE   UNCHANGED   MEMBERS
            1      canary   2        1           store-1,store-2
            2      rest     0        7           -
            2 of 10 edges would change

            """.ReplaceLineEndings("\n"),
            _run.Out);
        Assert.Equal("plan", Asked(_run.Hub).Action);
        _results.Clear();
        _results.Enqueue(new RolloutResult { Policy = "web", Plan = [] });
        Assert.Equal(0, await _run.RunAsync("rollout", "plan", "web"));
        Assert.Equal("policy web has no edges to move\n", _run.Error);
    }

    [Fact]
    public async Task Rollouts_are_listed()
    {
        var held = Result(RolloutPhase.Held, "WaveFailed", "", Wave("canary", WavePhase.Passed, 2, 2), Wave("rest", WavePhase.Open, 0, 9)).Rollout!;
        _run.Hub.Listings["rollouts"] = Listed(held, held with { Policy = held.Policy with { Name = "api" }, Progress = null });
        Assert.Equal(0, await _run.RunAsync("get", "rollouts"));
        Assert.Equal(
            """
            NAME   PHASE   REASON       WAVE   RELEASE   AGE
            web    Held    WaveFailed   2/2    5         5m
            api    -       -            -      -         -

            """.ReplaceLineEndings("\n"),
            _run.Out);
    }

    [Theory]
    [InlineData(RolloutPhase.Complete, 0, "policy/web rolled out")]
    [InlineData(RolloutPhase.RolledBack, 1, "the rollout of web was rolled back: 2 carts fail")]
    [InlineData(RolloutPhase.Aborted, 1, "the rollout of web was aborted: 2 carts fail")]
    [InlineData(RolloutPhase.Held, 3, "policy/web was not rolled out within 5s\n  policy web: wave 1 of 1, Held, X: 2 carts fail")]
    [InlineData(RolloutPhase.Superseded, 3, "a newer change takes the place")]
    public async Task A_rollout_is_waited_for(RolloutPhase phase, int exit, string said)
    {
        _run.Hub.Listings["rollouts"] = Listed(Result(phase, "X", "2 carts fail", Wave("canary", WavePhase.Open, 0, 2)).Rollout);
        if (phase is RolloutPhase.RolledBack or RolloutPhase.Aborted)
        {
            // So the hub says of a policy whose rollout ended like that.
            _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Held"}}]""";
        }

        Assert.Equal(exit, await _run.RunAsync("wait", "--for=rollout=complete", "web", "--timeout=5s"));
        Assert.Contains(said, _run.Out + _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_rollouts_are_waited_for()
    {
        var complete = Result(RolloutPhase.Complete).Rollout!;
        _run.Hub.Listings["rollouts"] = Listed(complete);
        _run.Hub.Listings["policies"] = """[{"name":"web","state":{"phase":"Ready"}},{"name":"new","state":{"phase":"Ready"}}]""";
        Assert.Equal(0, await _run.RunAsync("wait", "--for=rollout=complete"));
        Assert.Equal("the fleet rolled out\n", _run.Out);
        _run.Hub.Listings["rollouts"] = Listed(complete with { Hold = new HoldRecord("3f2a", 4, 9, 2, [], Now) });
        Assert.Equal(3, await _run.RunAsync("wait", "--for=rollout=complete", "--timeout=5s"));
        Assert.Contains("policy web is held: kse confirm 3f2a", _run.Error, StringComparison.Ordinal);
        _run.Hub.Info = _run.Hub.Info with { Settled = false };
        _run.Hub.Listings["rollouts"] = Listed(Result(RolloutPhase.RolledBack).Rollout);
        Assert.Equal(3, await _run.RunAsync("wait", "--for=rollout=complete", "policy", "web", "--timeout=5s"));
    }

    [Theory]
    [InlineData("rollout", null, null)]
    [InlineData("rollout=done", null, null)]
    [InlineData("rollout=complete", "edge", "a")]
    [InlineData("rollout=complete", "policy", null)]
    [InlineData("rollout=complete", "edges", null)]
    public async Task Bad_waits_are_bad_usage(string condition, string? type, string? name) =>
        Assert.Equal(2, await _run.RunAsync([.. new[] { "wait", $"--for={condition}", type, name }.OfType<string>()]));

    [Fact]
    public async Task Help_says_what_each_verb_does()
    {
        Assert.Equal(0, await _run.RunAsync("rollout", "--help"));
        foreach (var verb in RolloutActions.All.Append("history"))
        {
            Assert.Matches($@"(?m)^ +{verb}\b.* [A-Z]", _run.Out);
        }
    }
}
