using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory.Edge;
using KubeStellar.Edge.TestKit.Targets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>An edge over fakes that outlive it: stop it, or let it crash, and start another over the same stores, target and hub.</summary>
internal sealed class Site : IAsyncDisposable
{
    private const string Id = "store-17";
    private const string HubKey = "HUB";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kse-site-");

    internal Site()
    {
        Hub = new SiteHub(Id, HubKey);
        Contents = new MemoryContentStore(Fault);
        Roots = new MemoryRootStore(Fault);
        Inventory = new MemoryInventory(Fault);
        Outbox = new MemoryOutbox(Fault);
        Upsyncs = new MemoryUpsyncOutbox(Fault);
        Self = new MemoryEdgeSelf(Fault);
        Link = new MemoryHubLink(Hub, Fault, Time);
        Target.Refuse = (step, _) =>
        {
            Fault.Step("target." + step);
            return null;
        };
    }

    internal SiteTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal Fault Fault { get; } = new();

    internal SiteHub Hub { get; }

    /// <summary>The hub as this device pinned it.</summary>
    internal PinnedKeys Pin { get; } = new(HubKey);

    internal MemoryHubLink Link { get; private set; }

    internal MemoryContentStore Contents { get; }

    internal MemoryRootStore Roots { get; }

    internal MemoryInventory Inventory { get; }

    internal MemoryOutbox Outbox { get; }

    internal MemoryUpsyncOutbox Upsyncs { get; }

    internal MemoryEdgeSelf Self { get; }

    internal MemoryTarget Target { get; } = new();

    internal IPolicyRuntime? Policies { get; set; }

    internal IVariantOpener? Opener { get; set; }

    /// <summary>What the owner of the device lets in; null for everything.</summary>
    internal DeviceAllowance? Allowance { get; set; }

    internal EdgeFlow Flow { get; private set; } = null!;

    internal ISiteOrders Orders => Flow.Orders;

    internal string Folder => _folder.FullName;

    internal IEnumerable<string> Conditions => Flow.Status.Conditions.Select(condition => condition.Type);

    internal async Task StartAsync(bool connected = true)
    {
        Link = new MemoryHubLink(Hub, Fault, Time) { HubClock = Link.HubClock, Labels = Link.Labels, Known = Link.Known, Whole = Link.Whole, ReplyVersion = Link.ReplyVersion, Heard = Link.Heard };
        Flow = new EdgeFlow(
            Options.Create(new EdgeOptions
            {
                Id = Id,
                HubKey = HubKey,
                StateDirectory = Folder,
                ReportDelay = TimeSpan.Zero,
                UpsyncDelay = TimeSpan.Zero,
                Properties = { ["memoryGiB"] = JsonElement.Parse("4") },
            }),
            Link, new FakeSignature(""), Contents, Roots, Inventory, Outbox, Target, Time, NullLoggerFactory.Instance, Policies, Self, Upsyncs, Pin, Opener, Allowance);
        await Flow.StartAsync(default);
        if (connected)
        {
            Link.Connect();
        }
    }

    internal async Task StopAsync()
    {
        try
        {
            await Flow.StopAsync(default);
        }
        catch (CrashException)
        {
        }

        Flow.Dispose();
    }

    /// <summary>Lets time go on until something is so.</summary>
    internal async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (Flow.ExecuteTask is { IsFaulted: true } dead && !Fault.Crashed)
            {
                await dead;
            }

            Assert.True(watch.Elapsed < Patience, $"not reached: {what}; conditions: {string.Join(", ", Flow.Status.Conditions.Select(item => item.Type + ": " + item.Message))}");
            Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
            Thread.Yield();
        }
    }

    /// <summary>Lets much time go on, a minute at a time, until something is so.</summary>
    internal async Task LongUntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"not reached: {what}; conditions: {string.Join(", ", Flow.Status.Conditions.Select(item => item.Type + ": " + item.Message))}");
            Time.Advance(TimeSpan.FromMinutes(1));
            for (var i = 0; i < 50 && !condition(); i++)
            {
                await Task.Yield();
                Thread.Yield();
            }
        }
    }

    /// <summary>Lets a stretch of time go by, in small steps.</summary>
    internal async Task PassAsync(TimeSpan span)
    {
        for (var gone = TimeSpan.Zero; gone < span; gone += TimeSpan.FromMilliseconds(50))
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
            Thread.Yield();
        }
    }

    internal bool Has(params IEnumerable<(Contracts.Records.ManifestEntry Entry, byte[] Content)> objects)
    {
        var wanted = objects.ToDictionary(item => item.Entry.Key, item => item.Content);
        return Target.Objects.Count == wanted.Count
            && wanted.All(item => Target.Objects.TryGetValue(item.Key, out var there) && there.AsSpan().SequenceEqual(item.Value));
    }

    /// <summary>The hub heard that the newest root is applied, of every policy and nothing else.</summary>
    internal bool Reported() => Link.LastHeartbeat is { Applied: true } heartbeat && heartbeat.RootDigest == Hub.RootDigest
        && Hub.Root!.Policies.All(entry => Hub.Reports.TryGetValue(entry.Policy, out var report) && report.Manifest == entry.Manifest && report.Revision == Hub.Root.Revision
            && report.Objects.Values.All(item => item.Applied))
        && Hub.Reports.Values.All(report => report.Manifest.IsZero || Hub.Root.Policies.Any(entry => entry.Policy == report.Policy))
        && Outbox.Items.Values.All(item => item.Acknowledged?.Sequence == item.Newest.Sequence);

    internal static PolicyKey Policy(string name) => PolicyKey.Parse("default." + name);

    public async ValueTask DisposeAsync()
    {
        if (Flow is not null)
        {
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }
}
