using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;
using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>A bar for each wave, written over in place; for a terminal. Of more waves than fit, those around the current one.</summary>
internal sealed class StatusBars(CliServices services) : IStatusView
{
    private const int Bar = 24;
    private const int FewestRows = 3;

    // What stands above and below the bars at most.
    private const int OtherRows = 9;
    private int _lines;

    public void Show(RolloutResult result)
    {
        var now = services.Time.GetUtcNow();
        if (_lines > 0)
        {
            services.Out.Write($"\e[{_lines}A");
        }

        _lines = 0;
        if (result.Rollout?.Progress is { } progress)
        {
            Line($"policy/{result.Policy} release {StatusWords.Release(progress)}, {Ages.Show(progress.StartedAt, progress.EndedAt ?? now)}");
            Line(StatusWords.Standing(progress));
            Line(StatusWords.Remedy(result) is { } remedy ? $"to go on: {remedy}" : null);
        }
        else
        {
            Line($"policy/{result.Policy}: no rollout yet");
        }

        Line(StatusWords.Pinned(result, now) is { } pinned ? $"goes back {pinned}" : null);
        foreach (var stop in StatusWords.Stops(result, now))
        {
            Line(stop);
        }

        Waves(WaveText.Of(result), result.Rollout?.Progress?.Wave ?? 0, now);

        // What a taller frame left below.
        services.Out.Write("\e[J");
        services.Out.Flush();
    }

    public void End(string sentence)
    {
        services.Out.WriteLine(CliErrors.OneLine(sentence));
        services.Out.Flush();
    }

    private void Waves(IReadOnlyList<WaveRecord> waves, int current, DateTimeOffset now)
    {
        var rows = Math.Max(FewestRows, services.Screen().Height - OtherRows);
        var first = waves.Count <= rows ? 0 : Math.Clamp(current - (rows / 2), 0, waves.Count - rows);
        var shown = waves.Skip(first).Take(rows).ToList();
        var name = shown.Select(wave => Name(wave).Length).DefaultIfEmpty(0).Max();
        Line(first > 0 ? $"… {first} earlier" : null);
        for (var i = 0; i < shown.Count; i++)
        {
            Wave(shown[i], first + i + 1, waves.Count, name, now);
        }

        var later = waves.Count - first - shown.Count;
        Line(later > 0 ? $"… {later} later" : null);
    }

    private void Wave(WaveRecord wave, int number, int count, int name, DateTimeOffset now)
    {
        var members = WaveText.Members(wave);
        var full = members == 0 ? (wave.Phase == WavePhase.Passed ? Bar : 0) : Math.Clamp(Bar * wave.Totals.Ready / members, 0, Bar);
        var failed = members == 0 ? 0 : Math.Clamp((int)Math.Ceiling((double)Bar * (wave.Totals.Failed + wave.Totals.Stalled) / members), 0, Bar - full);
        var notes = WaveText.Notes(wave, now);
        var before = Cut($"{number.ToString().PadLeft(count.ToString().Length)} {Name(wave).PadRight(name)}  {wave.Phase,-10}  ", int.MaxValue);
        var after = Cut($"  {WaveText.Ready(wave)}{(notes.Length > 0 ? "  " : "")}{notes}", Width - before.Length - Bar);
        services.Out.Write("\r" + before);
        if (services.Colors)
        {
            var console = ColorConsole.For(services);
            console.Write(new Text(new string('█', full), Color.Green));
            console.Write(new Text(new string('█', failed), Color.Red));
            console.Write(new Text(new string('░', Bar - full - failed), Color.Grey));
        }
        else
        {
            services.Out.Write(new string('#', full) + new string('!', failed) + new string('.', Bar - full - failed));
        }

        Finish(after);
    }

    private void Line(string? text)
    {
        if (text is not null)
        {
            services.Out.Write('\r');
            Finish(Cut(text, Width));
        }
    }

    // The rest of the line may be of an older, longer one.
    private void Finish(string text)
    {
        services.Out.Write(text + "\e[K\n");
        _lines++;
    }

    // A line that wraps would be two, and the next frame would stand one too low.
    private int Width => Math.Max(40, services.Screen().Width - 1);

    private static string Name(WaveRecord wave) => Cut(wave.Name, 20);

    private static string Cut(string text, int width)
    {
        var line = text.Any(char.IsControl) ? CliErrors.OneLine(text) : text;
        return line.Length <= width ? line : width > 1 ? string.Concat(line.AsSpan(0, width - 1), "…") : "";
    }
}
