using System.Globalization;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

/// <summary>Processes that write are killed at random moments; after each, the store is opened and looked at. Ten stores side by side, each with its own history.</summary>
public sealed class SigkillTests(ITestOutputHelper output)
{
    private const int Lanes = 10;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_at_any_moment() => Assert.True(await KillEdgesAsync(rounds: 12, seed: 17) > 0);

    [SoakFact]
    public Task What_an_edge_acknowledged_survives_five_hundred_kills() => RunLanesAsync(KillEdgesAsync);

    [SoakFact]
    public Task What_a_hubs_mirror_acknowledged_survives_five_hundred_kills() => RunLanesAsync(KillMirrorsAsync);

    private async Task RunLanesAsync(Func<int, int, Task<int>> run)
    {
        var writes = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(() => run(500 / Lanes, 100 + lane))));
        output.WriteLine($"500 kills in {Lanes} stores, {writes.Sum()} acknowledged writes, none lost");
    }

    private static async Task<int> KillMirrorsAsync(int rounds, int seed)
    {
        using var folder = new StateFolder();
        var random = new Random(seed);
        var (last, writes) = (0L, 0);
        for (var round = 0; round < rounds; round++)
        {
            var said = await Victim.RunAndKillAsync(CrashWriter.MirrorVariable, folder.Root, Lines(random), random);
            (last, writes) = (said.Append(last).Max(), writes + said.Count);
            var buckets = await folder.Mirror().Mirror.LoadAsync(default);
            folder.CloseAll();
            if (last > 0)
            {
                CheckMirror(Assert.Single(buckets).Entries, last);
            }
        }

        return writes;
    }

    private static void CheckMirror(IReadOnlyList<MirrorWrite> entries, long last)
    {
        Assert.Equal(["left", "right"], entries.Select(entry => entry.Key).Order());
        Assert.Equal(entries[0].Revision, entries[1].Revision);
        Assert.All(entries, entry => Assert.Equal(CrashWriter.Content((long)entry.Revision), entry.Value!.Value.ToArray()));

        // Of a kill before its first line a process may have written one more than it said, each time.
        Assert.InRange((long)entries[0].Revision, last, last + 50);
    }

    private static async Task<int> KillEdgesAsync(int rounds, int seed)
    {
        using var folder = new StateFolder();
        var random = new Random(seed);
        var acknowledged = new Dictionary<string, long>();
        var (last, writes) = (0L, 0);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var number in await Victim.RunAndKillAsync(CrashWriter.Variable, folder.Root, Lines(random), random))
            {
                Assert.True(number > last, $"sequence {number} after {last}");
                last = number;
                acknowledged["o" + CrashWriter.Text(number % 50)] = number;
                writes++;
            }

            var store = folder.Edge();
            CheckTree(store, acknowledged.Values.Append(0).Max());
            await CheckInventoryAsync(store, acknowledged, last);
            last = Math.Max(last, await store.Outbox.NextSequenceAsync(default));
            folder.CloseAll();
        }

        return writes;
    }

    private static int Lines(Random random) => random.Next(10) == 0 ? 0 : random.Next(1, 25);

    private static void CheckTree(EdgeStore store, long acknowledged)
    {
        if (store.Roots.ReadAccepted() is not { } root)
        {
            Assert.Equal(0, acknowledged);
            return;
        }

        var number = long.Parse(Encoding.ASCII.GetString(root.Span), CultureInfo.InvariantCulture);
        Assert.True(number >= acknowledged, $"root {number} after {acknowledged}");
        Assert.NotNull(store.Contents.Read(Digest.Of(CrashWriter.Content(number))));
        var decided = long.Parse(store.Roots.ReadDecisions()?.Hold!.Reason ?? "0", CultureInfo.InvariantCulture);
        Assert.InRange(decided, acknowledged, number);
    }

    private static async Task CheckInventoryAsync(EdgeStore store, Dictionary<string, long> acknowledged, long last)
    {
        var lines = (await store.Inventory.ReadAsync(default))!.ToDictionary(line => line.Key.Name);
        foreach (var (name, number) in acknowledged)
        {
            Same(lines[name + "-left"], lines[name + "-right"]);

            // What was acknowledged, or one that was written after it and killed before it could say so; sequences jump by a block at each start.
            var written = Enumerable.Range(0, ((int)(last - number) / 50) + 20).Select(i => CrashWriter.Line(name + "-left", number + (i * 50)));
            Assert.Contains(lines[name + "-left"], written);
        }
    }

    private static void Same(TrackedObject left, TrackedObject right) => Assert.Equal(left.Content, right.Content);
}
