using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>A rollout once: how it stands, why, what to do, and a line for each wave.</summary>
internal static class StatusText
{
    internal static void Write(CliServices services, RolloutResult result, bool wide)
    {
        var now = services.Time.GetUtcNow();
        Head(services, result, now);
        var waves = WaveText.Of(result);
        if (waves.Count > 0)
        {
            services.Out.WriteLine();
            Waves(services, waves, now, wide);
        }

        if (result.Failures.Count > 0)
        {
            services.Out.WriteLine();
            services.Out.WriteLine("Failures:");
            foreach (var failure in result.Failures)
            {
                services.Out.WriteLine("  " + CliErrors.OneLine(failure));
            }
        }
    }

    private static void Head(CliServices services, RolloutResult result, DateTimeOffset now)
    {
        Field(services, "Policy", result.Policy);
        if (result.Rollout?.Progress is { } progress)
        {
            Field(services, "Release", StatusWords.Release(progress));
            Field(services, "Phase", $"{progress.Phase} for {Ages.Show(progress.Since, now)}");
            Field(services, "Reason", progress.Reason);
            Field(services, "Message", progress.Message);
            Field(services, "Began", $"{Ages.Show(progress.StartedAt, now)} ago");
            Field(services, "Ended", progress.EndedAt is { } ended ? $"{Ages.Show(ended, now)} ago" : "");
            Field(services, "To go on", StatusWords.Remedy(result) ?? "");
        }
        else
        {
            Field(services, "Phase", "no rollout yet");
        }

        Field(services, "Goes back", StatusWords.Pinned(result, now) ?? "");
        foreach (var stop in StatusWords.Stops(result, now))
        {
            Field(services, "Stopped", stop);
        }
    }

    private static void Waves(CliServices services, IReadOnlyList<WaveRecord> waves, DateTimeOffset now, bool wide)
    {
        string[] more = wide ? ["RELEASED", "APPLIED", "PENDING", "STALLED", "HELD", "OPENED"] : [];
        new TableText(["WAVE", "NAME", "PHASE", "READY", "FAILED", "UNREACHABLE", "SOAK-LEFT", "APPROVALS", .. more, "VERDICT"], [2]).Write(
            services,
            [
                .. waves.Select((wave, i) => (string[])
                [
                    Number(i + 1), wave.Name, wave.Phase.ToString(), WaveText.Ready(wave), Number(wave.Totals.Failed), Number(wave.Totals.Unreachable), WaveText.Soak(wave, now), WaveText.Approvals(wave),
                    .. wide ? Wide(wave, now) : [], WaveText.Verdict(wave),
                ]),
            ],
            headers: true);
    }

    private static string[] Wide(WaveRecord wave, DateTimeOffset now) =>
    [
        Number(wave.Totals.Released), Number(wave.Totals.Applied), Number(wave.Totals.Pending), Number(wave.Totals.Stalled), Number(wave.Totals.Held),
        wave.OpenedAt is { } opened ? $"{Ages.Show(opened, now)} ago" : JsonView.Nothing,
    ];

    private static void Field(CliServices services, string name, string value)
    {
        if (value.Length > 0)
        {
            services.Out.WriteLine(CliErrors.OneLine($"{name + ":",-11}{value}"));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
