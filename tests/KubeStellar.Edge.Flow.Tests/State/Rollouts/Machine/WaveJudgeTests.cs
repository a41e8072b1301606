using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;
using KubeStellar.Edge.Flow.State.Rollouts.Strategies;
using static KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine.Machines;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>What a wave's edges, limits and gate come to.</summary>
public sealed class WaveJudgeTests
{
    private static readonly WaveRecord Open = new() { Name = "w0", Phase = WavePhase.Open, OpenedAt = Now.AddMinutes(-30) };
    private static readonly StrategyOptions Strategy = new() { Kind = StrategyKind.Progressive };

    /// <summary>Edges, how many may fail, and the verdict of the limits alone.</summary>
    [Theory]
    [InlineData("RRRR", "0", "proceed", "")]
    [InlineData("RRRo", "0", "hold", "EdgesNotReady")]
    [InlineData("RRRA", "0", "hold", "EdgesNotReady")]
    [InlineData("RRRp", "0", "hold", "EdgesNotReady")]
    [InlineData("RRRF", "0", "hold", "WaveFailed")]
    [InlineData("RRRS", "0", "hold", "WaveFailed")]
    [InlineData("RRRF", "1", "proceed", "")]
    [InlineData("RRFF", "1", "hold", "WaveFailed")]
    [InlineData("RRFo", "1", "hold", "EdgesNotReady")]
    [InlineData("RRRF", "25%", "proceed", "")]
    [InlineData("RRRu", "0", "proceed", "")]
    [InlineData("RRRh", "0", "proceed", "")]
    [InlineData("RRuu", "0", "proceed", "")]
    [InlineData("RuuU", "0", "hold", "TooManyUnreachable")]
    [InlineData("uuuU", "0", "hold", "NobodyInReach")]
    [InlineData("hhhh", "0", "hold", "NobodyInReach")]
    public void Limits(string edges, string maxFailures, string word, string reason)
    {
        Assert.True(IntOrPercent.TryParse(maxFailures, out var most, out _));
        var rule = Rule(Wave() with { MaxFailures = most });
        var verdict = WaveJudge.Judge(rule, Open, Totals(rule, Edges(edges)), ReleaseChoice.Nothing, null, Env());
        Assert.Equal((word, reason), (verdict.Word, verdict.Reason));
        Assert.Equal(reason == "WaveFailed", verdict.Stops);
        Assert.True(word == "proceed" || verdict.Message.Contains("kse rollout", StringComparison.Ordinal), verdict.Message);
    }

    [Theory]
    [InlineData("RRuu", "hold", "EdgesNotReady")]
    [InlineData("RRRR", "proceed", "")]
    [InlineData("uuuu", "hold", "EdgesNotReady")]
    public void One_that_waits_for_everyone_has_no_limit_of_silence(string edges, string word, string reason)
    {
        var rule = Rule() with { WaitsForUnreachable = true };
        var verdict = WaveJudge.Judge(rule, Open, Totals(rule, Edges(edges)), ReleaseChoice.Nothing, null, Env());
        Assert.Equal((word, reason), (verdict.Word, verdict.Reason));
    }

    [Fact]
    public void A_failed_wave_is_taken_back_where_the_policy_says_so()
    {
        var rule = Rule() with { OnFailure = FailureAction.Rollback };
        var verdict = WaveJudge.Judge(rule, Open, Totals(rule, Edges("RF")), ReleaseChoice.Nothing, null, Env());
        Assert.Equal(("rollback", RolloutPhase.RollingBack, "1 of 2 edges of the wave failed, 0 may"), (verdict.Word, verdict.Phase, verdict.Message));
    }

    [Theory]
    [InlineData("RFFF", true, "", "proceed")]
    [InlineData("RRRR", false, "", "hold")]
    [InlineData("RRRp", true, "", "hold")]
    [InlineData("RRRR", true, "more failed than may", "hold")]
    public void A_strategy_counts_by_itself(string edges, bool done, string breach, string word)
    {
        var rule = Rule(Wave() with { Strategy = Strategy });
        var verdict = WaveJudge.Judge(rule, Open, Totals(rule, Edges(edges)), new ReleaseChoice([], null) { Done = done, Breach = breach }, null, Env());
        Assert.Equal((word, breach.Length > 0), (verdict.Word, verdict.Reason == "WaveFailed"));
    }

    [Fact]
    public void A_person_lets_it_pass_whatever_else_is_so()
    {
        var wave = Open with { Passed = new ApprovalRecord("ann", "we looked", Now) };
        Assert.Equal(("proceed", "ann let it pass: we looked"), WaveJudge.Judge(Rule(Gated()), wave, Totals(Rule(), Edges("FFuu")), ReleaseChoice.Nothing, null, Env()) is var verdict ? (verdict.Word, verdict.Message) : default);
    }

    /// <summary>What the gate says, and what it comes to: word, phase, reason, whether it stops.</summary>
    [Theory]
    [InlineData("Proceed", "proceed", "Progressing", "", false)]
    [InlineData("Hold", "hold", "Progressing", "GateHolds", false)]
    [InlineData("Rollback", "rollback", "RollingBack", "GateRolledBack", true)]
    [InlineData("Pause", "pause", "Paused", "GatePaused", true)]
    [InlineData("Ask", "ask", "Held", "GateAsks", true)]
    [InlineData("Inconclusive", "inconclusive", "Progressing", "Inconclusive", false)]
    public void Gates(string decision, string word, string phase, string reason, bool stops)
    {
        var totals = Totals(Rule(), Edges("RRR"));
        var verdict = WaveJudge.Judge(Rule(Gated()), Open, totals, ReleaseChoice.Nothing, Said(Enum.Parse<GateDecision>(decision), totals), Env());
        Assert.Equal((word, phase, reason, stops, true), (verdict.Word, verdict.Phase.ToString(), verdict.Reason, verdict.Stops, verdict.Fresh));
        Assert.False(WaveJudge.Judge(Rule(Gated()), Open, totals with { Ready = 2 }, ReleaseChoice.Nothing, Said(Enum.Parse<GateDecision>(decision), totals), Env()).Fresh);
    }

    [Fact]
    public void A_gate_that_fails_stops_the_wave_and_says_where()
    {
        var totals = Totals(Rule(), Edges("RRR"));
        var verdict = WaveJudge.Judge(Rule(Gated()), Open, totals, ReleaseChoice.Nothing, Failed(totals), Env());
        Assert.Equal(("inconclusive", RolloutPhase.Held, "GateFailed", true, true), (verdict.Word, verdict.Phase, verdict.Reason, verdict.Stops, verdict.Unclear));
        Assert.StartsWith("the gate failed: boom at web.js:1:1; ", verdict.Message, StringComparison.Ordinal);
    }

    /// <summary>What an inconclusive gate means, at once or after ten minutes of which some are over.</summary>
    [Theory]
    [InlineData("Retry", -1, "inconclusive", "Progressing", false)]
    [InlineData("Ask", -1, "ask", "Held", true)]
    [InlineData("Proceed", -1, "proceed", "Progressing", false)]
    [InlineData("Hold", -1, "inconclusive", "Held", true)]
    [InlineData("Rollback", -1, "rollback", "RollingBack", true)]
    [InlineData("Ask", 0, "inconclusive", "Progressing", false)]
    [InlineData("Ask", 9, "inconclusive", "Progressing", false)]
    [InlineData("Ask", 10, "ask", "Held", true)]
    [InlineData("Proceed", 11, "proceed", "Progressing", false)]
    [InlineData("Retry", 11, "inconclusive", "Progressing", false)]
    public void Inconclusive(string action, int minutes, string word, string phase, bool stops)
    {
        var rule = Rule(Gated()) with { Inconclusive = new InconclusiveRule(Enum.Parse<InconclusiveAction>(action), minutes < 0 ? null : TimeSpan.FromMinutes(10)) };
        var totals = Totals(rule, Edges("RRR"));
        var verdict = WaveJudge.Judge(rule, Open with { InconclusiveSince = minutes < 0 ? null : Now.AddMinutes(-minutes) }, totals, ReleaseChoice.Nothing, Said(GateDecision.Inconclusive, totals), Env());
        Assert.Equal((word, phase, stops, true), (verdict.Word, verdict.Phase.ToString(), verdict.Stops, verdict.Unclear));
    }

    /// <summary>The time that an inconclusive gate has is over once, and not again and again.</summary>
    [Theory]
    [InlineData("Ask", RolloutPhase.Held)]
    [InlineData("Proceed", RolloutPhase.Progressing)]
    public void What_the_time_brings_stays(string action, RolloutPhase phase)
    {
        var rule = Rule(Gated() with { Soak = TimeSpan.FromMinutes(5) }) with { Inconclusive = new InconclusiveRule(Enum.Parse<InconclusiveAction>(action), TimeSpan.FromMinutes(10)) };
        var members = Edges("RRR");
        var totals = Totals(rule, members);
        var progress = Progress(WavePhase.Open);
        for (var minute = 0; minute <= 14; minute++)
        {
            var now = Now.AddMinutes(minute);
            progress = RolloutMachine.Step(rule, progress, members, Env(Said(GateDecision.Inconclusive, totals, at: now)) with { Now = now }).Progress;
            Assert.Equal(minute < 10 ? "Inconclusive" : phase == RolloutPhase.Held ? "GateAsks" : "Soaking", progress.Reason);
        }

        Assert.Equal(phase, progress.Phase);
    }

    [Fact]
    public void Silence_hides_no_failure()
    {
        var rule = Rule() with { OnFailure = FailureAction.Rollback };
        Assert.Equal("rollback", WaveJudge.Judge(rule, Open, Totals(rule, Edges("FUUU")), ReleaseChoice.Nothing, null, Env()).Word);
    }

    [Theory]
    [InlineData(GateDecision.Rollback, "rollback")]
    [InlineData(GateDecision.Pause, "pause")]
    [InlineData(GateDecision.Ask, "ask")]
    [InlineData(GateDecision.Hold, "hold")]
    [InlineData(GateDecision.Proceed, "hold")]
    public void A_gate_may_judge_silence_for_itself_but_nothing_passes_on_it(GateDecision decision, string word)
    {
        var totals = Totals(Rule(), Edges("RUUU"));
        Assert.Equal(word, WaveJudge.Judge(Rule(Gated()), Open, totals, ReleaseChoice.Nothing, Said(decision, totals), Env()).Word);
    }

    [Theory]
    [InlineData(true, "", "proceed", "")]
    [InlineData(false, "", "hold", "EdgesNotReady")]
    [InlineData(true, "more failed than may", "hold", "WaveFailed")]
    public void No_gate_lifts_the_limits_of_a_strategy(bool done, string breach, string word, string reason)
    {
        var totals = Totals(Rule(), Edges("RRF"));
        var verdict = WaveJudge.Judge(
            Rule(Gated() with { Strategy = Strategy }), Open, totals, new ReleaseChoice([], null) { Done = done, Breach = breach }, Said(GateDecision.Proceed, totals), Env());
        Assert.Equal((word, reason), (verdict.Word, verdict.Reason));
    }
}
