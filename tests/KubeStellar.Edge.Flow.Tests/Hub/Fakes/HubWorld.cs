using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>What outlives a hub's process: buckets, mirror, policies' meaning.</summary>
internal sealed class HubWorld
{
    public CountingBuckets Buckets { get; } = new();

    public FakeMirror Mirror { get; } = new();

    public FakeEventLog Events { get; } = new();

    public Dictionary<string, FakePolicy> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Sources that a hub is started with; nothing runs them but the test.</summary>
    public List<ISource> Sources { get; } = [];

    /// <summary>Edges that report; null: a hub that hears nobody, and takes everybody for reachable.</summary>
    public FakeEdges? Edges { get; init; }

    /// <summary>Hand-overs of the hub's key so far.</summary>
    public IReadOnlyList<Contracts.Wire.KeyHandOver> HandOvers { get; set; } = [];

    /// <summary>What gates are given.</summary>
    public FakeInputs Inputs { get; } = new();

    /// <summary>The hub's key for secret values.</summary>
    public MemoryValueSealer Values { get; } = new();

    /// <summary>The hub's data keys.</summary>
    public MemoryVariantSealer Keys { get; init; } = new();

    /// <summary>The clock, which goes on when a hub dies.</summary>
    public ManualTime Time { get; } = new();

    public Task<TestHub> StartAsync(string instance = "hub-1") => TestHub.StartAsync(this, instance);
}
