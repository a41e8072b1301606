using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Tests.State.Rollouts.Machine;

/// <summary>Rollouts in a few words.</summary>
internal static class Machines
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A rule of waves; without any, of one that has no limits.</summary>
    public static RolloutRule Rule(params WaveRule[] waves) => new() { Waves = waves.Length > 0 ? waves : [Wave()] };

    public static WaveRule Wave() => new() { Name = "w" };

    public static WaveRule Gated() => new() { Name = "w", Gates = true };

    /// <summary>A rollout whose first waves stand in given phases.</summary>
    public static RolloutProgress Progress(params WavePhase[] phases) => new()
    {
        Number = 7,
        Inputs = Digest.Of("inputs"u8),
        Bundle = Digest.Of("bundle"u8),
        Plan = Digest.Of("plan"u8),
        StartedAt = Now.AddHours(-1),
        Since = Now.AddHours(-1),
        Wave = phases.TakeWhile(phase => phase == WavePhase.Passed).Count(),
        Waves = [.. phases.Select((phase, at) => new WaveRecord { Name = $"w{at}", Rule = at, Phase = phase, OpenedAt = phase == WavePhase.Waiting ? null : Now.AddMinutes(-30) })],
    };

    /// <summary>The same with its current wave changed.</summary>
    public static RolloutProgress With(this RolloutProgress progress, Func<WaveRecord, WaveRecord> change) =>
        progress with { Waves = [.. progress.Waves.Select((wave, at) => at == progress.Wave ? change(wave) : wave)] };

    /// <summary>Edges of a wave: <c>R</c>eady, <c>A</c>pplied, <c>o</c>n its way, <c>F</c>ailed, <c>S</c>talled, <c>p</c>ending, <c>u</c>nreachable (<c>U</c>: with the release), <c>h</c>eld, <c>-</c> unchanged.</summary>
    public static RolloutMember[] Edges(string letters, int wave = 0, DateTimeOffset? releasedAt = null) => [.. letters.Select(letter => new RolloutMember
    {
        Wave = wave,
        Changes = letter != '-',
        Released = letter is not ('p' or 'u' or '-'),
        Reachable = letter is not ('u' or 'U'),
        Held = letter == 'h',
        State = letter switch { 'R' => MemberState.Ready, 'A' => MemberState.Applied, 'F' => MemberState.Failed, 'S' => MemberState.Stalled, _ => MemberState.OnItsWay },
        ReleasedAt = releasedAt ?? Now.AddMinutes(-10),
        Since = Now.AddMinutes(-5),
    })];

    public static RolloutSurroundings Env(GateAnswer? answer = null) => new() { Now = Now, Policy = "web", Answer = answer };

    /// <summary>What the gate said about totals, of wave 0 of the first attempt.</summary>
    public static GateAnswer Said(GateDecision decision, WaveTotals totals, string reason = "why", DateTimeOffset? at = null) =>
        new(new GateQuestion(7, 1, 0, totals), new GateVerdict(decision, reason), null, at ?? Now);

    public static GateAnswer Failed(WaveTotals totals) => new(new GateQuestion(7, 1, 0, totals), null, new PolicyFault("Threw", "boom", "web.js:1:1"), Now);

    /// <summary>Totals of the first wave.</summary>
    public static WaveTotals Totals(RolloutRule rule, RolloutMember[] members) => WaveCount.Of(rule, [new WaveRecord { Name = "w0" }], members, 0, Now).Totals[0];
}
