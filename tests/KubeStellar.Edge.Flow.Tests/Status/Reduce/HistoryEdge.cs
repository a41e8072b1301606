using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

/// <summary>What is so of one edge now, whatever happened before: what a fresh count goes by.</summary>
internal sealed class HistoryEdge(string name, string region)
{
    internal static readonly PolicyKey Policy = new("default", "web");
    internal static readonly Digest[] Bundles = [.. HistoryHub.Sources.Select(source => Digest.Of(source))];
    private static readonly ObjectKey Key = new("", "ConfigMap", "shop", "a");
    private static readonly Digest[] Contents = [Digest.Of("1"u8), Digest.Of("2"u8)];
    private static readonly Digest[] Manifests = [Digest.Of("m1"u8), Digest.Of("m2"u8)];
    private static readonly ManifestRecord[] Parsed = [.. Bundles.Index().Select(one => new ManifestRecord { Policy = Policy, Bundle = one.Item, Reduces = true, Objects = [new ManifestEntry(Key, Contents[one.Index])] })];

    /// <summary>The row, as a hub that has just started would make it.</summary>
    internal EdgeRow Row { get; } = new(name, 0);

    internal string Name => name;

    internal string Region => region;

    internal bool Placed => Row.Manifest is not null;

    internal EdgePresence Presence { get; private set; } = new(true, RootVersion.None, "");

    internal int Site { get; set; }

    internal void Want(int which, long clock)
    {
        if (Row.Wanted == Manifests[which])
            return;
        (Row.Wanted, Row.Manifest, Row.Since, Row.SinceBefore) = (Manifests[which], Parsed[which], new RootVersion(1, clock), false);
    }

    internal void Drop() => (Row.Wanted, Row.Manifest, Row.Report, Row.Partial) = (default, null, null, null);

    /// <summary>It joins another hub, whose root of it is new; what it last said it says there again.</summary>
    internal void Move(int site, long clock) => (Site, Row.Since, Row.SinceBefore) = (site, new RootVersion(1, clock), false);

    internal void Say(Random random, long clock)
    {
        var which = random.Next(2);
        Row.Report = ReportHeads.Of(new ReportRecord
        {
            Edge = name,
            Policy = Policy,
            Manifest = Manifests[random.Next(6) == 0 ? 1 - which : which],
            Epoch = 1,
            Revision = clock - random.Next(3),
            Sequence = clock,
            Objects = new() { [Key.ToString()] = new ReportObject { Content = Contents[which], Applied = random.Next(5) > 0, ObservedAfterApply = random.Next(5) > 0, Health = (Health)random.Next(4), Reason = "Bad" } },
        }, null);
        Row.Partial = random.Next(8) == 0 ? null : new PartialRecord
        {
            Edge = name,
            Policy = Policy,
            Bundle = Bundles[which],
            Sequence = clock,
            Value = random.Next(9) == 0 ? null : SideRuntime.Number(random.Next(1, 50)),
            ArrivedAt = DateTimeOffset.UnixEpoch.AddSeconds(clock),
        };
        if (random.Next(10) == 0)
            Row.Partial = new PartialRecord { Edge = name, Policy = Policy, Bundle = Bundles[which], Sequence = clock, Error = "Threw: x" };
    }

    internal void Change(Random random, long clock) => Presence = new EdgePresence(random.Next(3) > 0, new RootVersion(1, random.Next((int)clock + 1)), random.Next(10) == 0 ? "DiskFull" : "");

    /// <summary>All that a hub knows of it, told to one that knows nothing or something older.</summary>
    internal void Tell(PolicyTally tally)
    {
        if (!Placed)
        {
            tally.Drop(name);
            return;
        }

        tally.Want(name, Row.Wanted, Row.Manifest, Row.Since, Row.SinceBefore, Presence);
        tally.Report(name, Row.Report, Row.Partial, Presence);
        tally.Presence(name, Presence);
    }
}
