using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gateway;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.Flow.Tests.Hub.Live;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

/// <summary>A gateway over buckets in memory and a flow that the test plays.</summary>
internal sealed class GatewayWorld : IAsyncDisposable, IStatusObserver
{
    internal static readonly PolicyKey Policy = new("default", "web");
    internal static readonly ObjectKey Key = new("", "ConfigMap", "shop", "a");

    private readonly ServiceProvider _services;
    private readonly List<(string Edge, PolicyKey Policy, long? Sequence)> _reported = [];
    private readonly List<(string Edge, bool Reachable)> _presence = [];

    internal GatewayWorld(Action<GatewayOptions>? set = null, MemoryBuckets? buckets = null)
    {
        Buckets = buckets ?? MemoryBuckets.Made(Time);
        var identity = Identity;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IBuckets>(Buckets);
        services.AddSingleton<IEventLog>(Events);
        services.AddSingleton<IHubMirror>(Mirror);
        services.AddSingleton<IHubInventory>(Inventory);
        services.AddSingleton<IHubDesired>(Desired);
        services.AddSingleton<IHubCommands>(Commands = new SideCommands(Inventory));
        services.AddSingleton<IEdgeAdmission>(identity);
        services.AddSingleton<IRootSigner>(identity);
        services.AddSingleton<IRootVerifier>(identity);
        services.AddSingleton<IEdgeLockout>(identity);
        services.AddSingleton<IEdgeAsker>(Asker);
        services.AddSingleton<IStatusObserver>(this);
        services.AddGateway();
        if (set is not null)
            services.Configure(set);
        _services = services.BuildServiceProvider();
        Handler = _services.GetRequiredService<IGatewayHandler>();
    }

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    internal SideIdentity Identity { get; } = new();

    internal FakeAsker Asker { get; } = new();

    internal MemoryBuckets Buckets { get; }

    internal MemoryEventLog Events { get; } = new();

    internal SideMirror Mirror { get; } = new();

    internal SideInventory Inventory { get; } = new();

    internal SideDesired Desired { get; } = new();

    internal SideCommands Commands { get; }

    internal IGatewayHandler Handler { get; }

    internal IReadOnlyList<(string Edge, PolicyKey Policy, long? Sequence)> Reports
    {
        get
        {
            lock (_reported)
                return [.. _reported];
        }
    }

    internal IReadOnlyList<(string Edge, bool Reachable)> Transitions
    {
        get
        {
            lock (_presence)
                return [.. _presence];
        }
    }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal IEnumerable<T> GetAll<T>()
        where T : notnull => _services.GetServices<T>();

    internal async Task<GatewayWorld> StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(default);
        return this;
    }

    public void Reported(string edge, PolicyKey policy, ReportHead? report, PartialRecord? partial)
    {
        lock (_reported)
            _reported.Add((edge, policy, report?.Sequence));
    }

    public void PresenceChanged(string edge, EdgePresence presence)
    {
        lock (_presence)
            _presence.Add((edge, presence.Reachable));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
            await service.StopAsync(default);
        await _services.DisposeAsync();
    }

    /// <summary>Waits until something written behind is there.</summary>
    internal static async Task UntilAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    internal static ReportDelta Delta(string edge, long sequence, Digest manifest, long baseOn = 0, params (string Name, Health Health)[] objects)
    {
        var report = new ReportRecord { Edge = edge, Policy = Policy, Manifest = manifest, Epoch = 1, Revision = 1, Sequence = sequence, Objects = [] };
        foreach (var (name, health) in objects)
            report.Objects[(Key with { Name = name }).ToString()] = new ReportObject { Content = Digest.Of("{}"u8), Applied = true, ObservedAfterApply = true, Health = health };
        return new ReportDelta { Report = report, Base = baseOn };
    }

    internal Task<ReportReply> SendAsync(string edge, params ReportDelta[] reports) =>
        Handler.ReportAsync(edge, new ReportMessage { Edge = edge, Reports = reports }, default);
}
