using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.TestKit.Disks;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>What an edge says of a disk in trouble, and that it needs nobody to go on when the trouble is over.</summary>
public sealed class DiskConditionTests
{
    private static readonly (ManifestEntry, byte[])[] Before = [Object("ConfigMap", "kept", "1")];
    private static readonly (ManifestEntry, byte[])[] After = [Object("ConfigMap", "kept", "2"), Object("ConfigMap", "new", "1")];

    [Theory]
    [InlineData(nameof(DiskFault.Full), ConditionTypes.DiskFull)]
    [InlineData(nameof(DiskFault.ReadOnly), ConditionTypes.ReadOnly)]
    [InlineData(nameof(DiskFault.NoHandles), ConditionTypes.FilesUsedUp)]
    [InlineData(nameof(DiskFault.Fails), ConditionTypes.DiskFailed)]
    public async Task The_hub_hears_what_is_wrong_the_target_stays_and_the_edge_goes_on_by_itself(string fault, string condition)
    {
        await using var site = new DiskSite();
        await site.StartAsync();
        await ReachAsync(site, Before);

        site.Disk.Arm(Enum.Parse<DiskFault>(fault), 1);
        site.Link.Push(site.Hub.Publish(site.Hub.Manifest("a", After)));

        // What fails once may be over, and said to be, before the next heartbeat.
        bool Over() => fault == nameof(DiskFault.Fails) && Has(site, After) && site.Reported();
        await site.UntilAsync(() => Over() || site.Link.LastHeartbeat!.Conditions.Any(one => one.Type == condition), $"the hub hears {condition}");
        if (fault != nameof(DiskFault.Fails))
        {
            Assert.Equal(Before[0].Item2, site.Target.Objects[Before[0].Item1.Key]);
        }

        site.Disk.Mend();
        await site.UntilAsync(() => Has(site, After) && site.Reported(), "the newest root");
        await site.UntilAsync(() => site.Troubles.Count == 0, "no trouble any more");
    }

    [Fact]
    public async Task A_disk_whose_sync_hangs_holds_up_no_heartbeat_and_what_it_held_up_is_done_when_it_is_back()
    {
        await using var site = new DiskSite();
        await site.StartAsync();
        await ReachAsync(site, Before);

        using var back = new ManualResetEventSlim();
        site.Disk.Before = step =>
        {
            if (step.Kind == DiskStepKind.Sync)
            {
                back.Wait(TimeSpan.FromSeconds(20));
            }
        };
        site.Link.Push(site.Hub.Publish(site.Hub.Manifest("a", After)));
        for (var beat = 0; beat < 3; beat++)
        {
            var last = site.Link.LastHeartbeat;
            await site.UntilAsync(() => !ReferenceEquals(site.Link.LastHeartbeat, last), "another heartbeat");
        }

        Assert.Equal(Before[0].Item2, site.Target.Objects[Before[0].Item1.Key]);
        back.Set();
        await site.UntilAsync(() => Has(site, After) && site.Reported(), "the newest root");
    }

    private static async Task ReachAsync(DiskSite site, (ManifestEntry, byte[])[] objects)
    {
        site.Link.Push(site.Hub.Publish(site.Hub.Manifest("a", objects)));
        await site.UntilAsync(() => Has(site, objects) && site.Reported(), "a root");
    }

    private static bool Has(DiskSite site, (ManifestEntry Entry, byte[] Content)[] objects) => site.Target.Objects.Count == objects.Length
        && objects.All(item => site.Target.Objects.TryGetValue(item.Entry.Key, out var there) && there.AsSpan().SequenceEqual(item.Content));
}
