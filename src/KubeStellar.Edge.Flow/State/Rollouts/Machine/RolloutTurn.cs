using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts.Tiers;

namespace KubeStellar.Edge.Flow.State.Rollouts.Machine;

/// <summary>One turn of a rollout on its way forward: opens, judges and passes waves as far as that goes now. Used once.</summary>
internal sealed class RolloutTurn
{
    private static readonly TimeSpan Crowd = TimeSpan.FromMilliseconds(250);
    private readonly RolloutRule _rule;
    private readonly RolloutProgress _before;
    private readonly RolloutMember[] _members;
    private readonly RolloutSurroundings _env;
    private readonly WaveRecord[] _waves;
    private readonly WaveTotals[] _totals;
    private readonly DateTimeOffset? _deadlineAt;
    private readonly List<RolloutEvent> _events = [];
    private IReadOnlyList<int> _release = [];
    private DateTimeOffset? _wake;
    private GateQuestion? _ask;
    private int _wave;

    public RolloutTurn(RolloutRule rule, RolloutProgress before, RolloutMember[] members, RolloutSurroundings env)
    {
        (_rule, _before, _members, _env, _wave) = (rule, before, members, env, before.Wave);
        _waves = [.. before.Waves];
        (var own, _deadlineAt) = WaveCount.Of(rule, before.Waves, members, before.Wave, env.Now);
        _totals = WaveCount.Add(own, env.Regions);
    }

    public RolloutStep Run()
    {
        if (RolloutStops.Of(_rule, _before, _env) is { } stop)
        {
            Wake(stop.WakeAt);
            return End(stop.Phase, stop.Reason, stop.Message, stopped: true);
        }

        while (_wave < _waves.Length)
        {
            var wave = _waves[_wave];
            if (wave.Phase == WavePhase.Waiting)
            {
                if (_env.Share is { } share && GrantRule.Proves(share, wave.Rule))
                {
                    Put(wave with { OpenedAt = _env.Now });
                    Pass("the parent went on from it");
                    continue;
                }

                // Regions below are handed what is open or passed: what this hub was not granted is neither, even where it has no edges of its own.
                if (_totals[_wave].All == 0 && GrantRule.Opens(_env.Share, wave.Rule))
                {
                    Pass("nothing in it changes");
                    continue;
                }

                if ((_env.Share is { } part ? ShareTurn.Barrier(_rule, wave, part, _env) : WaveBarrier.Of(_rule, _before, _waves, _wave, _env)) is { } barrier)
                {
                    Wake(barrier.WakeAt);
                    return End(barrier.Phase, barrier.Reason, barrier.Message);
                }

                Open();
            }

            if ((_env.Share is null ? Judge() : JudgeShare(_env.Share)) is { } end)
            {
                return end;
            }
        }

        return End(RolloutPhase.Complete, "", "");
    }

    /// <summary>Judges the open wave; null when it passed.</summary>
    private RolloutStep? Judge()
    {
        var (wave, totals, now) = (_waves[_wave], _totals[_wave], _env.Now);
        if (totals.All == 0)
        {
            Pass("no edge is left in it that changes");
            return null;
        }

        var rule = _rule.Waves[wave.Rule];
        var closed = WaveBarrier.Closed(_rule, rule, now, _env.Policy);
        // Outside of its windows nobody starts; that what has started is good, and stays so, does not depend on them.
        var choice = closed is null ? Choose(rule, wave) : rule.Strategy is null ? ReleaseChoice.Nothing : Choose(rule, wave) with { Slots = [] };
        Wake(closed?.WakeAt);
        Wake(choice.NextAt);
        var answer = Answer();
        var verdict = WaveJudge.Judge(_rule, wave, totals, choice, answer, _env);
        if (closed is not null && totals.Pending > 0 && wave.Passed is null && !verdict.Stops && (verdict.Word == "proceed" || !rule.Gates))
        {
            verdict = new WaveVerdict("hold", closed.Phase, closed.Reason, closed.Message);
        }

        _release = verdict.Stops ? [] : choice.Slots;
        var released = totals.Pending == 0 && (_release.Count == 0);
        Ask(rule, answer, totals);
        Wake(_deadlineAt);
        if (verdict.Phase == RolloutPhase.RollingBack)
        {
            Put(Marked(wave, verdict));
            _events.Add(new RolloutEvent("wave.failed", $"wave {Named()}: {verdict.Message}"));
            return End(RolloutPhase.RollingBack, verdict.Reason, verdict.Message);
        }

        if (verdict.Word != "proceed" || !(released || wave.Passed is not null))
        {
            Put(Marked(wave, verdict) with { Phase = WavePhase.Open, GoodSince = null, SoakUntil = null });
            return verdict.Word == "proceed"
                ? End(RolloutPhase.Progressing, RolloutReasons.NotReady, $"edges of the wave wait for their turn; kse rollout status {_env.Policy} counts them, kse rollout approve|abort {_env.Policy} ends the wait")
                : End(verdict.Phase, verdict.Reason, verdict.Message);
        }

        var good = wave.GoodSince ?? now;
        if (now - good < rule.Soak && wave.Passed is null)
        {
            Put(Marked(wave, verdict) with { Phase = WavePhase.Soaking, GoodSince = good, SoakUntil = good + rule.Soak });
            Wake(good + rule.Soak);
            return End(RolloutPhase.Progressing, RolloutReasons.Soaking, $"wave {Named()} is good, and has to stay so until {good + rule.Soak:u}; kse rollout status {_env.Policy} watches it");
        }

        if (!verdict.Fresh)
        {
            Put(Marked(wave, verdict) with { Phase = wave.Phase == WavePhase.Soaking ? WavePhase.Soaking : WavePhase.Open, GoodSince = wave.GoodSince });
            return End(RolloutPhase.Progressing, RolloutReasons.GateHolds, $"the gate is asked again about what changed; kse rollout approve|abort {_env.Policy} ends the wait");
        }

        Put(Marked(wave, verdict) with { GoodSince = good });
        Pass(verdict.Message);
        return null;
    }

    /// <summary>Moves edges of an open wave that the parent judges; null when it passed.</summary>
    private RolloutStep? JudgeShare(RolloutGrant share)
    {
        var (wave, totals) = (_waves[_wave], _totals[_wave]);
        if (GrantRule.Proves(share, wave.Rule))
        {
            Pass("the parent went on from it");
            return null;
        }

        if (!GrantRule.Opens(share, wave.Rule))
        {
            var waits = ShareTurn.Barrier(_rule, wave, share, _env)!;
            return End(waits.Phase, waits.Reason, waits.Message);
        }

        var last = _wave + 1 == _waves.Length || _waves[_wave + 1].Rule != wave.Rule;
        if (totals.All == 0 && !last)
        {
            Pass("no edge is left in it that changes");
            return null;
        }

        var rule = _rule.Waves[wave.Rule];
        var closed = WaveBarrier.Closed(_rule, rule, _env.Now, _env.Policy);
        var choice = closed is null ? Choose(rule, wave) : ReleaseChoice.Nothing;
        Wake(closed?.WakeAt);
        Wake(choice.NextAt);
        Wake(_deadlineAt);
        var verdict = closed is not null && totals.Pending > 0 ? new WaveVerdict("hold", closed.Phase, closed.Reason, closed.Message) : ShareTurn.Judge(_rule, wave, last, totals, choice, _env);
        if (verdict.Word == "proceed")
        {
            Pass(verdict.Message);
            return null;
        }

        _release = verdict.Stops ? [] : choice.Slots;
        Put(Marked(wave, verdict));
        return End(verdict.Phase, verdict.Reason, verdict.Message);
    }

    private ReleaseChoice Choose(WaveRule rule, WaveRecord wave)
    {
        if (_env.Releases is { } releases)
        {
            return releases.Choose(new ReleaseTurn(rule, _wave, wave.OpenedAt ?? _env.Now, _env.Now) { Rules = [.. _waves.Select(one => _rule.Waves[one.Rule])] }, _members);
        }

        return new ReleaseChoice([.. Enumerable.Range(0, _members.Length).Where(slot => _members[slot] is { Changes: true, Released: false } member && member.Wave == _wave)], null);
    }

    /// <summary>The gate's answer, when it is about this wave of this attempt.</summary>
    private GateAnswer? Answer() =>
        _env.Answer is { } answer && answer.Question.Number == _before.Number && answer.Question.Attempt == _before.Attempt && answer.Question.Wave == _wave && !Overruled(answer) ? answer : null;

    /// <summary>Whether a person resumed the rollout after the gate had paused it: what it said before that counts no more.</summary>
    private bool Overruled(GateAnswer answer) => _waves[_wave] is { Verdict: "", VerdictSince: { } resumed } && answer.At < resumed;

    private void Ask(WaveRule rule, GateAnswer? answer, WaveTotals totals)
    {
        if (!rule.Gates || _env.Asking || _waves[_wave].Passed is not null)
        {
            return;
        }

        // What just starts changes the totals at once: it is asked about what is so then.
        if (_release.Count > 0)
        {
            Wake(_env.Now + Crowd);
            return;
        }

        var due = answer is null ? _env.Now : answer.Question.Totals == totals ? answer.At + _rule.Every : answer.At + GateGap(totals);
        if (due <= _env.Now)
        {
            _ask = new GateQuestion(_before.Number, _before.Attempt, _wave, totals);
        }
        else
        {
            Wake(due);
        }
    }

    /// <summary>While edges still report in crowds the gate is asked a few times a second; when all have spoken, at once.</summary>
    private static TimeSpan GateGap(WaveTotals totals) =>
        totals.Ready + totals.Failed + totals.Stalled >= totals.Members ? TimeSpan.Zero : Crowd;

    private WaveRecord Marked(WaveRecord wave, WaveVerdict verdict)
    {
        var unclear = verdict.Unclear ? wave.InconclusiveSince ?? _env.Now : (DateTimeOffset?)null;
        return wave.Verdict == verdict.Word && wave.Reason == verdict.Message && wave.InconclusiveSince == unclear
            ? wave
            : wave with { Verdict = verdict.Word, Reason = verdict.Message, VerdictSince = wave.Verdict == verdict.Word ? wave.VerdictSince : _env.Now, InconclusiveSince = unclear };
    }

    private void Open()
    {
        Put(_waves[_wave] with { Phase = WavePhase.Open, OpenedAt = _env.Now });
        _events.Add(new RolloutEvent("wave.opened", $"wave {Named()} of release {_before.Number} is open for {_totals[_wave].All} edges"));
    }

    private void Pass(string why)
    {
        Put(_waves[_wave] with { Phase = WavePhase.Passed, EndedAt = _env.Now, SoakUntil = null, Totals = _totals[_wave], Reason = why });
        if (_totals[_wave].All > 0)
        {
            _events.Add(new RolloutEvent("wave.passed", $"wave {Named()} of release {_before.Number} passed{(why.Length > 0 ? ": " : "")}{why}"));
        }

        _release = [];
        _wave++;
    }

    private string Named() => $"{_wave + 1} of {_waves.Length} ({_waves[_wave].Name})";

    private void Put(WaveRecord wave) => _waves[_wave] = wave;

    private void Wake(DateTimeOffset? at) => _wake = at is { } time && (_wake is null || time < _wake) ? time : _wake;

    private RolloutStep End(RolloutPhase phase, string reason, string message, bool stopped = false)
    {
        var progress = _before;
        if (phase != _before.Phase || reason != _before.Reason || message != _before.Message || _wave != _before.Wave || !_waves.SequenceEqual(_before.Waves))
        {
            progress = _before with
            {
                Phase = phase,
                Reason = reason,
                Message = message,
                Wave = _wave,
                Waves = _waves,
                Since = phase == _before.Phase && reason == _before.Reason ? _before.Since : _env.Now,
                EndedAt = phase == RolloutPhase.Complete ? _env.Now : null,
            };
        }

        if (phase == RolloutPhase.Complete)
        {
            _events.Add(new RolloutEvent("rollout.complete", $"release {_before.Number}: every wave passed"));
        }
        else if (phase != _before.Phase && phase is RolloutPhase.Held or RolloutPhase.Paused)
        {
            _events.Add(new RolloutEvent(phase == RolloutPhase.Held ? "rollout.held" : "rollout.paused", $"{reason}: {message}"));
        }

        return new RolloutStep(progress, _release, stopped, _ask, _wake, _events);
    }
}
