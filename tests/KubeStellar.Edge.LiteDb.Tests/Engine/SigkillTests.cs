using System.Globalization;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.LiteDb.Tests.Engine;

public sealed class SigkillTests(ITestOutputHelper output) : IDisposable
{
    private readonly StateFolder _folder = new();

    [Fact]
    public Task What_was_acknowledged_survives_a_kill_at_any_moment() => KillEdgesAsync(rounds: 12, seed: 17);

    [SoakFact]
    public Task What_an_edge_acknowledged_survives_five_hundred_kills() => KillEdgesAsync(rounds: 500, seed: 18);

    [SoakFact]
    public async Task What_a_hubs_mirror_acknowledged_survives_five_hundred_kills()
    {
        var random = new Random(19);
        var (last, writes) = (0L, 0);
        for (var round = 0; round < 500; round++)
        {
            var said = await Victim.RunAndKillAsync(CrashWriter.MirrorVariable, _folder.Root, Lines(random), random);
            (last, writes) = (said.Append(last).Max(), writes + said.Count);
            var buckets = await _folder.Mirror().Mirror.LoadAsync(default);
            _folder.CloseAll();
            if (last == 0)
            {
                continue;
            }

            var entries = Assert.Single(buckets).Entries;
            Assert.Equal(["left", "right"], entries.Select(entry => entry.Key).Order());
            Assert.Equal(entries[0].Revision, entries[1].Revision);
            Assert.All(entries, entry => Assert.Equal(CrashWriter.Content((long)entry.Revision), entry.Value!.Value.ToArray()));
            Assert.InRange((long)entries[0].Revision, last, last + 1);
        }

        output.WriteLine($"500 kills, {writes} acknowledged writes, none lost");
    }

    private async Task KillEdgesAsync(int rounds, int seed)
    {
        var random = new Random(seed);
        var acknowledged = new Dictionary<string, long>();
        var (last, writes) = (0L, 0);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var number in await Victim.RunAndKillAsync(CrashWriter.Variable, _folder.Root, Lines(random), random))
            {
                Assert.True(number > last, $"sequence {number} after {last}");
                last = number;
                acknowledged["o" + CrashWriter.Text(number % 50)] = number;
                writes++;
            }

            var store = _folder.Edge();
            CheckTree(store, acknowledged.Values.Append(0).Max());
            await CheckInventoryAsync(store, acknowledged, last);
            last = Math.Max(last, await store.Outbox.NextSequenceAsync(default));
            _folder.CloseAll();
        }

        output.WriteLine($"{rounds} kills, {writes} acknowledged writes, none lost");
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

    public void Dispose() => _folder.Dispose();
}
