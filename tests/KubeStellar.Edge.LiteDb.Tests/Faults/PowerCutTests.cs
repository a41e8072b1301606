using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.TestKit.Disks;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>The power goes at any moment: what the stores acknowledged is there, whole, or they say that it was lost. Never silently less, and never half.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    [Fact]
    public Task What_was_acknowledged_survives_the_power() => RunAsync(images: 200, seed: 1);

    [SoakFact]
    public Task What_was_acknowledged_survives_the_power_ten_thousand_times() => RunAsync(images: 10_000, seed: 2);

    private async Task RunAsync(int images, int seed)
    {
        var random = new Random(seed);
        using var folder = new RamFolder();
        var disk = new FaultyDisk { Notes = [] };
        var workload = new StoreWorkload(disk, folder.Path);
        await workload.RunAsync(rounds: 40, random);
        var (whole, lost, untold) = (0, 0, new List<string>());
        for (var image = 0; image < images; image++)
        {
            var cut = random.Next(disk.Notes.Count + 1);
            using var left = new RamFolder();
            new PowerCut(disk.Notes, cut, random).Restore(folder.Path, left.Path);
            var at = workload.Steps.FindLastIndex(step => step.Operations <= cut);
            var (told, wrong) = await JudgeAsync(left.Path, workload.Steps[at], workload.Steps[Math.Min(at + 1, workload.Steps.Count - 1)]);
            whole += told.Count == 0 && wrong.Count == 0 ? 1 : 0;
            lost += told.Count > 0 ? 1 : 0;
            untold.AddRange(wrong.Select(what => $"{Cut(disk.Notes, cut)}: {what}"));
            foreach (var what in told)
            {
                output.WriteLine($"{Cut(disk.Notes, cut)}: {what}");
            }
        }

        output.WriteLine($"{images} images over {disk.Notes.Count} operations: {whole} whole, {lost} lost something and said so, {untold.Count} lost something in silence");
        Assert.Empty(untold);
        Assert.Equal(0, lost);
    }

    private static string Cut(List<DiskStep> notes, int cut) => cut == notes.Count ? "at the end" : $"at operation {cut}, {notes[cut].Kind} {Path.GetFileName(notes[cut].Path)} {notes[cut].At}";

    /// <summary>What a store said that it lost, and what it lost without a word.</summary>
    private static async Task<(List<string> Told, List<string> Wrong)> JudgeAsync(string folder, Acknowledged last, Acknowledged next)
    {
        var (told, wrong) = (new List<string>(), new List<string>());
        using var store = EdgeStore.Open(folder, TimeProvider.System, NullLoggerFactory.Instance, new FaultyDisk());
        if (last.Contents.Any(digest => store.Contents.Read(digest) is null))
        {
            wrong.Add("a content is missing");
        }

        Say(told, "root", () => Among(wrong, "root", store.Roots.ReadAccepted() is { } root ? BitConverter.ToInt32(root.Span) : null, last.Root, next.Root));
        Say(told, "decisions", () => Among(wrong, "decisions", store.Roots.ReadDecisions()?.Hold?.Reason ?? "round 0", "round " + last.Decided, "round " + next.Decided));
        var lines = await store.Inventory.ReadAsync(default);
        if (lines is null)
        {
            told.Add("inventory");
        }
        else if (!lines.ToHashSet().SetEquals(last.Lines) && !lines.ToHashSet().SetEquals(next.Lines))
        {
            wrong.Add($"an inventory of {lines.Count} lines instead of {last.Lines.Count} or {next.Lines.Count}");
        }

        if (await store.Outbox.NextSequenceAsync(default) is var sequence && sequence <= last.Sequence)
        {
            wrong.Add($"sequence {sequence} again, after {last.Sequence}");
        }

        return (told, wrong);
    }

    private static void Among<T>(List<string> wrong, string what, T found, params T[] right)
    {
        if (!right.Contains(found))
        {
            wrong.Add($"{what} {found} instead of {string.Join(" or ", right)}");
        }
    }

    private static void Say(List<string> told, string what, Action look)
    {
        try
        {
            look();
        }
        catch (StoreDamagedException)
        {
            told.Add(what);
        }
    }
}
