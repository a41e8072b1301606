using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What must hold at any time, looked at again and again while everything is harmed.</summary>
internal sealed class AnytimeWatch(SoakWorld world, Action<string> violated)
{
    private const double MostEdgeMiB = 400;
    private const double MostHubMiB = 2000;
    private const int MostEdgeFiles = 400;
    private const int MostHubFiles = 2000;
    private const int LooksPerMeasure = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly Dictionary<string, HashSet<string>> _seen = [];

    /// <summary>Largest figures so far.</summary>
    public (double EdgeMiB, double HubMiB, int EdgeFiles, int HubFiles) Peak { get; private set; }

    /// <summary>How often it looked at every site.</summary>
    public int Looks { get; private set; }

    public async Task RunAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            foreach (var site in world.Sites)
                site.Look(harmed => Look(site, harmed));
            foreach (var site in world.Sites.Where(site => site.FailedToStart))
            {
                world.FailedStarts.Enqueue(site.Id + ": " + string.Join(" | ", site.Process!.Lines.TakeLast(1)));
                site.Start();
            }

            foreach (var site in world.Sites.Where(site => site.Process is { EndedByItself: true } && !site.FailedToStart))
                violated($"anytime_daemons_run: {site.Id} ended by itself: {string.Join(" | ", site.Process!.Lines.TakeLast(4))}");
            if (world.Fleet.Hub is { EndedByItself: true } hub && SoakSite.WasReady(hub))
                violated($"anytime_daemons_run: the hub ended by itself: {string.Join(" | ", hub.Lines.TakeLast(4))}");
            if (++Looks % LooksPerMeasure == 0)
                Measure();
            await Task.WhenAny(Task.Delay(Pause, TimeProvider.System, token));
        }
    }

    private void Look(SoakSite site, HashSet<string> harmed)
    {
        if (Read(Path.Combine(site.Target, SoakSite.Foreign)) is var foreign && foreign != SoakSite.ForeignText)
            violated($"anytime_foreign_files_stay: {site.Id}: {SoakSite.Foreign} holds '{foreign}'");
        if (!_seen.TryGetValue(site.Id, out var seen))
            _seen[site.Id] = seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < SoakSize.Objects; i++)
        {
            var file = SoakModel.FileOf(i);
            var text = Read(Path.Combine(site.Target, file));
            if (text is not null)
                Whole(site, file, text, harmed);
            else if (i < SoakSize.Kept && seen.Contains(file) && !harmed.Contains(file))
                violated($"anytime_wanted_files_stay: {site.Id}: {file} is gone, and nobody wanted that");
            if (text is not null)
                seen.Add(file);
        }
    }

    private void Whole(SoakSite site, string file, string text, HashSet<string> harmed)
    {
        try
        {
            using var _ = JsonDocument.Parse(text);
            harmed.Remove(file);
        }
        catch (JsonException)
        {
            if (!harmed.Contains(file))
                violated($"anytime_files_are_whole: {site.Id}: {file} holds {text.Length} characters that are no JSON: {text[..Math.Min(80, text.Length)]}");
        }
    }

    private void Measure()
    {
        foreach (var site in world.Sites)
        {
            if (site.Process is not { HasExited: false } process)
                continue;
            var (memory, files) = Of(process.Id);
            Peak = Peak with { EdgeMiB = Math.Max(Peak.EdgeMiB, memory), EdgeFiles = Math.Max(Peak.EdgeFiles, files) };
            if (memory > MostEdgeMiB || files > MostEdgeFiles)
                violated(string.Create(CultureInfo.InvariantCulture, $"anytime_bounded: {site.Id} has {memory:0} MiB and {files} open files"));
        }

        if (world.Fleet.Hub is { HasExited: false } hub)
        {
            var (memory, files) = Of(hub.Id);
            Peak = Peak with { HubMiB = Math.Max(Peak.HubMiB, memory), HubFiles = Math.Max(Peak.HubFiles, files) };
            if (memory > MostHubMiB || files > MostHubFiles)
                violated(string.Create(CultureInfo.InvariantCulture, $"anytime_bounded: the hub has {memory:0} MiB and {files} open files"));
        }
    }

    private static (double MiB, int Files) Of(int pid)
    {
        var tree = ProcFs.Tree(pid);
        return (ProcFs.PssMiB(tree), ProcFs.OpenFiles(pid));
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
