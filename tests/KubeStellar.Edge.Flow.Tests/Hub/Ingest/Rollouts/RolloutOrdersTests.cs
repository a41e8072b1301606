using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Rollouts;

/// <summary>What each order makes of a rollout in each phase, or why it is refused.</summary>
public sealed class RolloutOrdersTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Digest Inputs = Digest.Of("inputs"u8);

    /// <summary>Phase, then what pause, resume, approve, abort, abort --keep, retry and undo make of it: the phase after, <c>pin</c>, <c>same</c>, or a word of the refusal.</summary>
    public static TheoryData<string, string[]> Table => new()
    {
        { "none", ["same", "paused", "no rollout", "no rollout", "no rollout", "tried again", "pin"] },
        { "Progressing", ["same", "paused", "same", "RollingBack", "Aborted", "runs", "pin"] },
        { "Waiting", ["same", "paused", "same", "RollingBack", "Aborted", "runs", "pin"] },
        { "Held", ["same", "paused", "same", "RollingBack", "Aborted", "Progressing", "pin"] },
        { "Paused", ["same", "Progressing", "same", "RollingBack", "Aborted", "kse rollout resume web", "pin"] },
        { "RollingBack", ["same", "paused", "kse rollout retry web", "kse rollout abort web --keep", "Aborted", "Progressing", "pin"] },
        { "RolledBack", ["same", "paused", "no rollout", "no rollout", "no rollout", "Progressing", "pin"] },
        { "Aborted", ["same", "paused", "no rollout", "no rollout", "no rollout", "Progressing", "pin"] },
        { "Complete", ["same", "paused", "no rollout", "no rollout", "no rollout", "tried again", "pin"] },
        { "Superseded", ["same", "paused", "no rollout", "no rollout", "no rollout", "tried again", "pin"] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_order_has_a_meaning_or_a_reason_in_every_phase(string phase, string[] outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        var record = phase == "none" ? Record(null) : Record(Enum.Parse<RolloutPhase>(phase));
        var requests = new[] { "pause", "resume", "approve", "abort", "keep", "retry", "undo" }
            .Select(word => Ask(word == "keep" ? RolloutActions.Abort : word) with { Keep = word == "keep", Wave = word == "approve" ? 2 : null });
        foreach (var (request, expected) in requests.Zip(outcomes))
        {
            var outcome = Outcome(record, request);
            Assert.True(outcome.Contains(expected, StringComparison.Ordinal), $"{phase} {request.Action}{(request.Keep ? " --keep" : "")}: {outcome}");
        }
    }

    [Fact]
    public void A_pause_says_who_and_why_and_ends_by_itself_when_it_was_told_to()
    {
        var paused = Do(Record(RolloutPhase.Progressing), Ask("pause") with { Reason = "season", ForSeconds = 3600 });
        Assert.Equal(new StopRecord { By = "ann", Reason = "season", Since = Now, Until = Now.AddHours(1) }, paused.Paused);
        Assert.Contains("by ann since 2026-03-01 12:00 UTC until 2026-03-01 13:00 UTC (season)", Refused(paused, Ask("pause")), StringComparison.Ordinal);
        Assert.Equal(Now.AddHours(2), RolloutOrders.Apply(paused, Ask("pause"), Now.AddHours(2)).Paused!.Since);
        Assert.Contains("nothing of web is paused", Assert.Throws<RequestRefusedException>(() => RolloutOrders.Apply(paused, Ask("resume"), Now.AddHours(2))).Message, StringComparison.Ordinal);
        Assert.Equal("api", Do(Record(null), Ask("pause") with { Actor = "" }).Paused!.By);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_pause_is_not_longer_than_a_life(long seconds) => Refused(Record(null), Ask("pause") with { ForSeconds = seconds });

    [Fact]
    public void Resume_ends_a_persons_pause_and_the_gates()
    {
        var both = Do(Record(RolloutPhase.Paused, reason: "GatePaused", message: "look"), Ask("pause"));
        var after = Do(both, Ask("resume"));
        Assert.Null(after.Paused);
        Assert.Equal((RolloutPhase.Progressing, "", "", Now), (after.Progress!.Phase, after.Progress.Reason, after.Progress.Message, after.Progress.Since));
        var held = Do(Do(Record(RolloutPhase.Held, reason: "WaveFailed"), Ask("pause")), Ask("resume"));
        Assert.Equal((null, RolloutPhase.Held, "WaveFailed"), (held.Paused, held.Progress!.Phase, held.Progress.Reason));
    }

    [Fact]
    public void Waves_are_approved_by_different_people_now_or_in_advance()
    {
        var record = Record(RolloutPhase.Held, waves: [Wave("canary", WavePhase.Passed), Wave("half", WavePhase.Waiting), Wave("rest", WavePhase.Waiting)]);
        var once = Do(record, Ask("approve") with { Reason = "fine" });
        Assert.Equal([new ApprovalRecord("ann", "fine", Now)], once.Progress!.Waves[1].Approvals);
        Assert.Contains("ann has approved wave 2 (half) already", Refused(once, Ask("approve")), StringComparison.Ordinal);
        Assert.Equal(2, Do(once, Ask("approve") with { Actor = "bob" }).Progress!.Waves[1].Approvals.Count);
        Assert.Single(Do(once, Ask("approve") with { Wave = 2 }).Progress!.Waves[2].Approvals);
        Assert.Contains("wave 1 (canary) of web has passed already; kse rollout approve web --wave 2 approves wave 2 (half)", Refused(record, Ask("approve") with { Wave = 0 }), StringComparison.Ordinal);
        Assert.Contains("has 3 waves", Refused(record, Ask("approve") with { Wave = 3 }), StringComparison.Ordinal);
        Assert.Contains("there is none with number 0", Refused(record, Ask("approve") with { Wave = -1 }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WavePhase.Open, "ask", "", RolloutPhase.Progressing, true)]
    [InlineData(WavePhase.Soaking, "ask", "", RolloutPhase.Held, true)]
    [InlineData(WavePhase.Open, "hold", "GateAsks", RolloutPhase.Held, true)]
    [InlineData(WavePhase.Open, "inconclusive", "Inconclusive", RolloutPhase.Held, true)]
    [InlineData(WavePhase.Open, "hold", "WaveFailed", RolloutPhase.Held, true)]
    [InlineData(WavePhase.Open, "hold", "TooManyUnreachable", RolloutPhase.Waiting, true)]
    [InlineData(WavePhase.Open, "hold", "OutsideWindow", RolloutPhase.Waiting, false)]
    [InlineData(WavePhase.Soaking, "proceed", "", RolloutPhase.Progressing, false)]
    public void A_gate_that_asks_is_answered(WavePhase wave, string verdict, string reason, RolloutPhase phase, bool asks)
    {
        var record = Record(phase, reason: reason, message: "is it cold there?", waves: [Wave("canary", WavePhase.Passed), Wave("half", wave) with { Verdict = verdict }, Wave("rest", WavePhase.Waiting)]);
        if (asks)
        {
            var passed = Do(record, Ask("approve"));
            Assert.Equal(new ApprovalRecord("ann", "", Now), passed.Progress!.Waves[1].Passed);
            Assert.Contains("ann has let wave 2 (half) of web pass already", Refused(passed, Ask("approve") with { Actor = "bob" }), StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains("nothing of it waits for approval: is it cold there?; kse rollout approve web --wave 3 approves wave 3 (rest)", Refused(record, Ask("approve")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_abort_says_who_and_why()
    {
        var back = Do(Record(RolloutPhase.Held, reason: "WaveFailed"), Ask("abort") with { Reason = "wrong image" }).Progress!;
        Assert.Equal((RolloutPhase.RollingBack, "Aborted", "ann aborted it: wrong image", Now, null), (back.Phase, back.Reason, back.Message, back.Since, back.EndedAt));
        var kept = Do(Record(RolloutPhase.RollingBack), Ask("abort") with { Keep = true }).Progress!;
        Assert.Equal((RolloutPhase.Aborted, "ann aborted it", Now), (kept.Phase, kept.Message, kept.EndedAt));
    }

    [Fact]
    public void A_retry_begins_with_the_first_wave_and_no_approvals()
    {
        var full = Wave("canary", WavePhase.RolledBack) with
        {
            Rule = 1,
            Edges = 7,
            OpenedAt = Now,
            GoodSince = Now,
            SoakUntil = Now,
            EndedAt = Now,
            Verdict = "rollback",
            Reason = "bad",
            VerdictSince = Now,
            Approvals = [new ApprovalRecord("ann", "", Now)],
            Passed = new ApprovalRecord("ann", "", Now),
            Totals = new WaveTotals { Failed = 2 },
        };
        var before = Record(RolloutPhase.RolledBack, reason: "GateRollsBack", message: "bad", waves: [full, Wave("rest", WavePhase.Waiting)]);
        before = before with { Progress = before.Progress! with { EndedAt = Now } };
        var again = RolloutOrders.Apply(before, Ask("retry"), Now.AddHours(1)).Progress!;
        Assert.Equal((2, RolloutCause.Retry, RolloutPhase.Progressing, "", "", 0, null), (again.Attempt, again.Cause, again.Phase, again.Reason, again.Message, again.Wave, again.EndedAt));
        Assert.Equal((Now.AddHours(1), Now.AddHours(1), 5L, Inputs), (again.StartedAt, again.Since, again.Number, again.Inputs));
        Assert.Equal(new WaveRecord { Name = "canary", Rule = 1, Edges = 7, BeganAt = full.OpenedAt, Approvals = again.Waves[0].Approvals }, again.Waves[0]);
        Assert.Empty(again.Waves[0].Approvals);
        Assert.Equal(2, again.Waves.Count);
    }

    [Theory]
    [InlineData(RolloutCause.Undo, RolloutPhase.Complete, RolloutPhase.Complete, 1)]
    [InlineData(RolloutCause.Undo, RolloutPhase.Progressing, RolloutPhase.Superseded, 1)]
    [InlineData(RolloutCause.Undo, RolloutPhase.RolledBack, RolloutPhase.Superseded, 1)]
    [InlineData(RolloutCause.Change, RolloutPhase.RolledBack, RolloutPhase.Progressing, 2)]
    [InlineData(RolloutCause.Change, RolloutPhase.Progressing, RolloutPhase.Progressing, 1)]
    public void A_retry_after_undo_goes_forward_again(RolloutCause cause, RolloutPhase phase, RolloutPhase expected, int attempt)
    {
        var record = Do(Record(phase), Ask("undo"));
        var after = Do(record with { Progress = record.Progress! with { Cause = cause } }, Ask("retry"));
        Assert.Null(after.Pin);
        Assert.Equal((expected, attempt), (after.Progress!.Phase, after.Progress.Attempt));
        Assert.Equal(expected == RolloutPhase.Superseded, after.Progress.EndedAt is not null);
    }

    [Fact]
    public void Undo_takes_the_last_release_that_was_complete()
    {
        var record = Record(RolloutPhase.Complete) with { Releases = [Release(1), Release(2), Release(3), Release(4, RolloutPhase.RolledBack), Release(5)] };
        Assert.Equal(new PinRecord(3, Plan(3), Inputs, "ann", "shops complain", Now), Do(record, Ask("undo") with { Reason = "shops complain" }).Pin);
        Assert.Equal(1, Do(record, Ask("undo") with { Release = 1 }).Pin!.Release);
        Assert.Equal(4, Do(record, Ask("undo") with { Release = 4 }).Pin!.Release);

        // A hub that has no progress yet: the newest release is the present one.
        Assert.Equal((3, Plan(105)), (Do(record with { Progress = null }, Ask("undo")).Pin!.Release, Do(record with { Progress = null }, Ask("undo")).Pin!.Over));
    }

    [Theory]
    [InlineData(9, "web has no release 9 (any more); there are 2, 5", RolloutPhase.Complete)]
    [InlineData(1, "release 1 of web was made by an older hub, which did not record which edge had what; there are 2, 5", RolloutPhase.Complete)]
    [InlineData(5, "release 5 of web is the one that edges have", RolloutPhase.Complete)]
    [InlineData(5, "release 5 of web is what rolls out now", RolloutPhase.Waiting)]
    [InlineData(5, "kse rollout retry web tries it again", RolloutPhase.RolledBack)]
    public void Undo_to_a_release_that_is_none_says_which_there_are(long number, string why, RolloutPhase phase)
    {
        var record = Record(phase) with { Releases = [Release(1) with { Plan = default }, Release(2), Release(5)] };
        Assert.Contains(why, Refused(record, Ask("undo") with { Release = number }), StringComparison.Ordinal);
    }

    [Fact]
    public void Undo_with_nothing_earlier_is_refused()
    {
        Assert.Contains("it has none yet", Refused(Record(RolloutPhase.Progressing) with { Releases = [] }, Ask("undo")), StringComparison.Ordinal);
        var old = Record(RolloutPhase.Complete) with { Releases = [Release(3) with { Plan = default }, Release(4) with { Plan = default }] };
        Assert.Contains("there are 3, 4, all made by an older hub", Refused(old, Ask("undo")), StringComparison.Ordinal);
    }

    private static string Outcome(RolloutRecord record, RolloutRequest request)
    {
        try
        {
            var after = RolloutOrders.Apply(record, request, Now);
            return after.Pin is not null ? "pin" : after.Progress?.Phase == record.Progress?.Phase ? "same" : after.Progress!.Phase.ToString();
        }
        catch (RequestRefusedException refused)
        {
            return refused.Message;
        }
    }

    private static RolloutRecord Do(RolloutRecord record, RolloutRequest request) => RolloutOrders.Apply(record, request, Now);

    private static string Refused(RolloutRecord record, RolloutRequest request) => Assert.Throws<RequestRefusedException>(() => Do(record, request)).Message;

    private static RolloutRequest Ask(string action) => new() { Action = action, Policy = "web", Actor = "ann" };

    private static RolloutRecord Record(RolloutPhase? phase, string reason = "", string message = "", params WaveRecord[] waves) => new()
    {
        Policy = new PolicyKey("default", "web"),
        Releases = [Release(4), Release(5)],
        Progress = phase is not { } one ? null : new RolloutProgress
        {
            Number = 5,
            Inputs = Inputs,
            Bundle = Digest.Of("bundle"u8),
            Plan = Plan(5),
            Phase = one,
            Reason = reason,
            Message = message,
            StartedAt = Now.AddHours(-1),
            Since = Now.AddHours(-1),
            Wave = 1,
            Waves = waves.Length > 0 ? waves : [Wave("canary", WavePhase.Passed), Wave("half", WavePhase.Open), Wave("rest", WavePhase.Waiting)],
        },
    };

    private static WaveRecord Wave(string name, WavePhase phase) => new() { Name = name, Phase = phase };

    private static ReleaseRecord Release(long number, RolloutPhase phase = RolloutPhase.Complete) =>
        new(number, Digest.Of("bundle"u8), [], Now) { Plan = Plan(number), Inputs = Plan(100 + number), Phase = phase };

    private static Digest Plan(long number) => Digest.Of(BitConverter.GetBytes(number));
}
