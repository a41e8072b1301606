using System.Diagnostics;
using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.Kubernetes.Manifests;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.TestKit.Disks;
using KubeStellar.Edge.TestKit.Memory.Edge;
using KubeStellar.Edge.TestKit.Targets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.LiteDb.Tests.Faults;

/// <summary>
/// An edge as the daemon composes it, over the real stores on a faulty disk; the hub outlives it. It dies with its disk, and another one is started over what is left. Its target is in memory and
/// outlives it too, or, when it is asked for, a folder of manifests on the same disk.
/// </summary>
internal sealed class DiskSite : IAsyncDisposable
{
    private const string Id = "store-17";
    private const string HubKey = "HUB";
    private static readonly HashSet<string> DiskWords = [ConditionTypes.DiskFull, ConditionTypes.DiskFailed, ConditionTypes.ReadOnly, ConditionTypes.FilesUsedUp, ConditionTypes.TargetRefused, "WriteFailed", "Unreadable"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly RamFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Fault _life = new();
    private ServiceProvider? _services;
    private BackgroundService? _flow;
    private ManifestsHold? _hold;

    internal DiskSite(bool files = false)
    {
        Disk = new FaultyDisk { OnDeath = _life.Kill };
        Files = files ? new SiteFiles(Path.Combine(_folder.Path, "target")) : null;
        Target.Refuse = (step, _) =>
        {
            _life.Step("target." + step);
            return null;
        };
    }

    internal SiteHub Hub { get; } = new(Id, HubKey);

    internal MemoryTarget Target { get; } = new();

    internal FaultyDisk Disk { get; private set; }

    internal MemoryHubLink Link { get; private set; } = null!;

    /// <summary>The folder of manifests, when that is the target.</summary>
    internal SiteFiles? Files { get; }

    internal string Folder => Path.Combine(_folder.Path, "state");

    /// <summary>What it says of its disk, in conditions, and to the hub of objects that the disk does not take.</summary>
    internal IReadOnlyList<string> Troubles => _services is null ? [] : [.. Conditions(_services).Concat(Hub.Reports.Values.SelectMany(report => report.Objects.Values).Select(item => item.Reason)).Where(DiskWords.Contains)];

    /// <summary>Starts it; false when its state directory could not be opened, and the daemon ended with a sentence.</summary>
    internal async Task<bool> StartAsync()
    {
        Link = new MemoryHubLink(Hub, _life, _time);
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(_time).AddSingleton<IDisk>(Disk)
            .AddSingleton<IHubLink>(Link).AddSingleton<IRootVerifier>(new FakeSignature(""));
        _services = AddTarget(services)
            .AddEdgeStore(Folder)
            .AddEdgeFlow(options => (options.Id, options.HubKey, options.ReportDelay, options.UpsyncDelay) = (Id, HubKey, TimeSpan.Zero, TimeSpan.Zero))
            .BuildServiceProvider();
        try
        {
            _flow = (BackgroundService)_services.GetServices<IHostedService>().Single();
        }
        catch (StateDirectoryException)
        {
            await StopAsync();
            return false;
        }

        await _flow.StartAsync(default);
        Link.Connect();
        return true;
    }

    internal async Task StopAsync()
    {
        try
        {
            await (_flow?.StopAsync(default) ?? Task.CompletedTask);
        }
        catch (CrashException)
        {
        }

        await (_services?.DisposeAsync() ?? ValueTask.CompletedTask);
        _hold?.Dispose();
        (_flow, _services, _hold) = (null, null, null);
    }

    /// <summary>The next process, on a disk without faults.</summary>
    internal async Task RestartAsync()
    {
        await StopAsync();
        _life.Revive();
        Disk = new FaultyDisk { OnDeath = _life.Kill };
        Assert.True(await StartAsync());
    }

    /// <summary>Lets time go on until something is so; a daemon that ends by itself although its process lives is a failure.</summary>
    internal async Task UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            if (_flow!.ExecuteTask is { IsFaulted: true } dead && !_life.Crashed)
            {
                await dead;
            }

            Assert.True(watch.Elapsed < Patience, $"not reached: {what}; victim: {Disk.Victim}; {Told()}");
            _time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
            Thread.Yield();
        }
    }

    /// <summary>The hub heard that the newest root is applied, of every policy and nothing else.</summary>
    internal bool Reported() => Link.LastHeartbeat is { Applied: true } heartbeat && heartbeat.RootDigest == Hub.RootDigest
        && Hub.Root!.Policies.All(entry => Hub.Reports.TryGetValue(entry.Policy, out var report) && report.Manifest == entry.Manifest && report.Revision == Hub.Root.Revision
            && report.Objects.Values.All(item => item.Applied))
        && Hub.Reports.Values.All(report => report.Manifest.IsZero || Hub.Root.Policies.Any(entry => entry.Policy == report.Policy));

    private string Told() => $"conditions: {string.Join(", ", Conditions(_services!))}; objects: {string.Join(", ", Hub.Reports.Values.SelectMany(report => report.Objects).Select(item => $"{item.Key} {item.Value.Health} {item.Value.Reason} {item.Value.Message}"))}";

    private static IEnumerable<string> Conditions(ServiceProvider services) => services.GetRequiredService<IEdgeStatusSource>().Status.Conditions.Select(condition => condition.Type);

    private IServiceCollection AddTarget(IServiceCollection services)
    {
        if (Files is null)
        {
            return services.AddSingleton<ITarget>(Target);
        }

        Disk.Before = Files.Look;
        _hold = ManifestsHold.Take(Files.Folder, Id, disk: Disk);
        return services.AddManifestsTarget(_hold);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }
}
