using KubeStellar.Edge.Contracts.Records;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>The process dies at every call of a port in turn; the next start over the same stores ends where it would have ended, with nothing lost or left over.</summary>
public sealed class CrashTests
{
    private static readonly (ManifestEntry, byte[])[] Before = [Object("Namespace", "shop", "1"), Object("ConfigMap", "gone", "1"), Object("ConfigMap", "kept", "1")];
    private static readonly (ManifestEntry, byte[])[] After = [Object("Namespace", "shop", "1"), Object("ConfigMap", "kept", "2"), Object("Deployment", "new", "1")];

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_crash_at_any_step_is_repaired_by_the_next_start(int lanes)
    {
        var crashes = 0;
        for (var n = 1; n < 400; n++)
        {
            await using var site = new Site();
            site.Target.LaneCount = lanes;
            site.Hub.Publish(site.Hub.Manifest("a", Before), site.Hub.Manifest("leaves", Object("ConfigMap", "leaves", "1")));
            await site.StartAsync();
            await site.UntilAsync(site.Reported, "the first root");

            site.Fault.CrashAt = site.Fault.Steps + n;
            site.Link.Push(site.Hub.Publish(site.Hub.Manifest("a", After)));
            await site.UntilAsync(() => site.Fault.Crashed || (site.Reported() && site.Outbox.Items.Count == 1), $"crash {n}, or done");
            if (!site.Fault.Crashed)
            {
                break;
            }

            crashes++;
            await site.StopAsync();
            site.Fault.CrashAt = 0;
            site.Fault.Revive();
            await site.StartAsync();
            await site.UntilAsync(() => site.Has(After) && site.Reported() && site.Outbox.Items.Count == 1, $"repaired after crash {n}");
            Assert.Equal(After.Select(item => (item.Item1.Key, item.Item1.Content)).OrderBy(item => item.Key), site.Inventory.Lines!.Select(line => (line.Key, line.Content)));
        }

        Assert.InRange(crashes, 20, 398);
    }
}
