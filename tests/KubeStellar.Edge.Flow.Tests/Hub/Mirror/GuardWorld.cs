using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Mirror;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Tests.Hub.Mirror;

/// <summary>A bucket guard over buckets in memory, stepped by the test.</summary>
public abstract class GuardWorld : IHubReload, IDisposable
{
    private readonly SideIdentity _signer = new();

    private protected GuardWorld()
    {
        Memory = new MemoryBuckets(Time);
        Restart();
    }

    private protected SideMirror Mirror { get; set; } = new();

    private protected MemoryEventLog Events { get; } = new();

    private protected List<(string Bucket, bool Repaired)> Reloads { get; } = [];

    private protected Microsoft.Extensions.Time.Testing.FakeTimeProvider Time { get; } = new();

    private protected MemoryBuckets Memory { get; }

    private protected HubFlowOptions Self { get; set; } = new() { Instance = "hub-1" };

    private protected LeaseNotes Notes { get; private set; } = new();

    private protected HubHold Hold { get; private set; } = new();

    private protected BucketLedger Ledger { get; private set; } = new();

    private protected HubEpochGuard Epochs { get; private set; } = new();

    private protected BucketGuard Guard { get; private set; } = null!;

    private protected BucketWatch Watch { get; private set; } = null!;

    Task IHubReload.ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        Reloads.Add((bucket, repaired));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Watch.Dispose();
        Guard.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another process of the hub, over the same buckets and mirror.</summary>
    private protected void Restart()
    {
        Watch?.Dispose();
        Guard?.Dispose();
        (Hold, Ledger, Epochs, Notes) = (new HubHold(), new BucketLedger(), new HubEpochGuard(), new LeaseNotes());
        Reloads.Clear();
        var options = Options.Create(new MirrorOptions());
        var keeper = new MirrorKeeper(Memory, Mirror, options);
        Guard = new BucketGuard(Memory, Mirror, keeper, new Succession(Memory, Options.Create(Self), _signer), Notes, new EpochRaise(Memory, Mirror, Epochs, Ledger), Hold, Ledger, Events, Time, NullLogger<BucketGuard>.Instance);
        Watch = new BucketWatch(Guard, [this], Time, options, NullLogger<BucketWatch>.Instance);
    }

    /// <summary>A hub with an object, an edge and a root, as its flow leaves it: written, mirrored, known.</summary>
    private protected async Task FilledAsync()
    {
        await Guard.PrepareAsync(default);
        var state = new HubRecord { Epoch = 4, RevisionReserved = 100, NextOrder = 7, Instance = Self.Holder };
        await PutAsync(Buckets.Hub, "state", JsonSerializer.Serialize(state, ContractsJson.Default.HubRecord), true);
        await PutAsync(Buckets.Workloads, "default.a", "{\"a\":1}", true);
        await PutAsync(Buckets.Libraries, "default.tiers.1/0/0", "{\"l\":1}", true);
        await PutAsync(Buckets.Edges, "e1", "{\"id\":\"e1\"}", true);
        await PutAsync(Buckets.Desired, "e1", "{}", true);
        await LookAsync();
        Assert.Empty(Reloads);
    }

    private protected async Task PutAsync(string bucket, string key, string json, bool own)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var revision = await Memory.Of(bucket).PutAsync(key, bytes, null, default);
        if (!own)
            return;
        Ledger.Wrote(bucket, revision);
        if (!Buckets.Mirrored.Contains(bucket))
            return;
        var info = await Memory.Of(bucket).InfoAsync(default);
        await Mirror.WriteAsync(bucket, new MirrorLife(info.Created, info.LastRevision), [new MirrorWrite(key, bytes, revision)], default);
    }

    private protected Task LookAsync() => Watch.LookAsync(default);

    private protected async Task<string?> TextAsync(string bucket, string key) =>
        await Memory.Of(bucket).GetAsync(key, default) is { } entry ? Encoding.UTF8.GetString(entry.Value.Span) : null;

    private protected async Task<HubRecord> StateAsync() => JsonSerializer.Deserialize((await TextAsync(Buckets.Hub, "state"))!, ContractsJson.Default.HubRecord)!;
}
