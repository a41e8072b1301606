using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>A line for each change of each wave, and of what the rollout as a whole does: a log that can be read afterwards.</summary>
internal sealed class StatusLines(CliServices services) : IStatusView
{
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    public void Show(RolloutResult result)
    {
        if (result.Rollout?.Progress is { } progress)
        {
            Change("", $"release {StatusWords.Release(progress)}: {StatusWords.Standing(progress)}");
        }

        Change("pin", StatusWords.Pinned(result, null) is { } pin ? $"goes back {pin}" : "");
        Change("stops", string.Join("; ", StatusWords.Stops(result, null)));
        var waves = WaveText.Of(result);
        for (var i = 0; i < waves.Count; i++)
        {
            Change($"{result.Rollout?.Progress?.Number}/{i}", WaveText.Line(waves[i], i, waves.Count, null), WaveText.Line(waves[i], i, waves.Count, services.Time.GetUtcNow()));
        }

        services.Out.Flush();
    }

    public void End(string sentence)
    {
        services.Out.WriteLine(CliErrors.OneLine(sentence));
        services.Out.Flush();
    }

    // Two lines that differ by the clock alone are one.
    private void Change(string key, string mark, string? line = null)
    {
        var before = _shown.GetValueOrDefault(key, "");
        _shown[key] = mark;
        if (before != mark && mark.Length > 0)
        {
            services.Out.WriteLine(CliErrors.OneLine(line ?? mark));
        }
    }
}
