using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.TestKit.Disks;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>What an edge writes to its stores, step by step, with what must be there after each step that was acknowledged.</summary>
internal sealed class StoreWorkload(FaultyDisk disk, string folder)
{
    private static readonly PolicyKey Policy = PolicyKey.Parse("default.p");

    /// <summary>What was acknowledged, with the number of operations that the disk had done by then.</summary>
    internal List<Acknowledged> Steps { get; } = [new(0, [], null, 0, [], 0)];

    /// <summary>Writes, and closes.</summary>
    internal async Task RunAsync(int rounds, Random random)
    {
        using var store = EdgeStore.Open(folder, TimeProvider.System, NullLoggerFactory.Instance, disk);
        for (var round = 1; round <= rounds; round++)
        {
            await RoundAsync(store, round, random);
        }
    }

    private async Task RoundAsync(EdgeStore store, int round, Random random)
    {
        var content = new byte[random.Next(100, 12_000)];
        random.NextBytes(content);
        store.Contents.Write(Digest.Of(content), content);
        Note(last => last with { Contents = [.. last.Contents, Digest.Of(content)] });

        store.Roots.WriteAccepted(BitConverter.GetBytes(round));
        Note(last => last with { Root = round });

        store.Roots.WriteDecisions(new SiteDecisions { InForce = null, Hold = new SiteHold("round " + round, "test", default, null) });
        Note(last => last with { Decided = round });

        var put = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Line("o" + random.Next(60), round)).DistinctBy(line => line.Key).ToList();
        var gone = Enumerable.Range(0, random.Next(0, 3)).Select(_ => Line("o" + random.Next(60), round).Key).Except(put.Select(line => line.Key)).Distinct().ToList();
        await store.Inventory.WriteAsync(put, gone, default);
        Note(last => last with { Lines = [.. last.Lines.Where(line => !gone.Contains(line.Key) && put.TrueForAll(one => one.Key != line.Key)), .. put] });

        var sequence = await store.Outbox.NextSequenceAsync(default);
        Note(last => last with { Sequence = sequence });
    }

    private void Note(Func<Acknowledged, Acknowledged> change) => Steps.Add(change(Steps[^1]) with { Operations = disk.Count });

    private static TrackedObject Line(string name, int round) => new(new ObjectKey("", "ConfigMap", "shop", name), Policy, Digest.Of(BitConverter.GetBytes(round)), true);
}
