using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>Desired state that a test publishes by hand; counts what is read.</summary>
internal sealed class SideDesired : IHubDesired
{
    private readonly ConcurrentDictionary<string, PublishedRoot> _roots = new();
    private readonly ConcurrentDictionary<Digest, ManifestRecord> _manifests = new();
    private readonly ConcurrentDictionary<Digest, ReadOnlyMemory<byte>> _stored = new();
    private readonly ConcurrentDictionary<PolicyKey, int> _held = new();

    internal int ManifestReads;

    internal Dictionary<PolicyKey, int> Owned { get; } = [];

    internal ConcurrentDictionary<PolicyKey, RolloutRecord> Rolling { get; } = new();

    public bool Settled => true;

    public PublishedRoot? Root(string edge) => _roots.GetValueOrDefault(edge);

    public ValueTask<ManifestRecord?> ManifestAsync(Digest digest, CancellationToken token)
    {
        Interlocked.Increment(ref ManifestReads);
        return ValueTask.FromResult(_manifests.GetValueOrDefault(digest));
    }

    public ValueTask<ReadOnlyMemory<byte>?> StoredAsync(Digest digest, CancellationToken token) =>
        ValueTask.FromResult(_stored.TryGetValue(digest, out var stored) ? stored : default(ReadOnlyMemory<byte>?));

    public RolloutRecord? Rollout(PolicyKey policy) => Rolling.GetValueOrDefault(policy);

    public IReadOnlyCollection<RolloutRecord> Rollouts => [.. Rolling.Values];

    public Task<RolloutResult> RolloutAsync(PolicyKey policy, bool plan, CancellationToken token) =>
        Task.FromResult(new RolloutResult { Policy = policy.Name, Rollout = Rollout(policy), Totals = new WaveTotals { All = 4 }, Plan = plan ? [new PlannedWave("canary", 0, ["e1"], 3)] : null });

    public int HeldEdges(PolicyKey policy) => _held.GetValueOrDefault(policy);

    public int OwnedObjects(PolicyKey policy) => Owned.GetValueOrDefault(policy);

    public Task SettleAsync(CancellationToken token) => Task.CompletedTask;

    public Task<IReadOnlyList<ExplainStep>> ExplainAsync(string workspace, string edge, ObjectKey key, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<ExplainStep>>([new ExplainStep("select", "yes", "selected by the policy", null)]);

    public Task<ExplainResult> ExplainAllAsync(string workspace, ObjectKey key, CancellationToken token) =>
        Task.FromResult(new ExplainResult { Edge = "", Object = key.ToString(), Placed = true, Steps = [], Groups = [new ExplainGroup("placed", 2, "place said yes", null, ["e1", "e2"])] });

    public Task<ApiReply> PreviewAsync(string workspace, ApplyRequest request, CancellationToken token) =>
        Task.FromResult(new ApiReply { Result = JsonSerializer.SerializeToElement(new ItemsResult { Items = [] }, ContractsJson.Default.ItemsResult) });

    public Task<ApiReply> ForecastAsync(string workspace, ApplyRequest request, CancellationToken token) =>
        Task.FromResult(new ApiReply { Result = JsonSerializer.SerializeToElement(new PreviewResult { Roots = 3 }, ContractsJson.Default.PreviewResult) });

    internal void Hold(PolicyKey policy, int edges) => _held[policy] = edges;

    internal void Store(Digest key, ReadOnlyMemory<byte> stored) => _stored[key] = stored;

    internal void Forget(Digest key) => _stored.TryRemove(key, out _);

    /// <summary>A manifest over contents, stored as well.</summary>
    internal Digest Manifest(PolicyKey policy, Digest bundle, bool reduces, params (ObjectKey Key, Digest Content)[] objects) => Put(new ManifestRecord
    {
        Policy = policy,
        Bundle = bundle,
        Reduces = reduces,
        Objects = [.. objects.OrderBy(one => one.Key).Select(one => new ManifestEntry(one.Key, one.Content))],
    });

    /// <summary>Any manifest.</summary>
    internal Digest Put(ManifestRecord record)
    {
        return Manifest(record);
    }

    /// <summary>Any manifest, stored as well.</summary>
    internal Digest Manifest(ManifestRecord record)
    {
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.ManifestRecord));
        var digest = Digest.Of(bytes);
        _manifests[digest] = record;
        _stored[digest] = bytes;
        return digest;
    }

    /// <summary>Makes a root without publishing it.</summary>
    internal static PublishedRoot Make(string edge, long epoch, long revision, params (PolicyKey Policy, Digest Manifest)[] policies) => Make(edge, static root => root, epoch, revision, policies);

    private static PublishedRoot Make(string edge, Func<RootRecord, RootRecord> with, long epoch, long revision, (PolicyKey Policy, Digest Manifest)[] policies)
    {
        var root = with(new RootRecord { Edge = edge, Epoch = epoch, Revision = revision, Policies = [.. policies.Select(one => new RootEntry(one.Policy, one.Manifest))] });
        var raw = JsonSerializer.SerializeToUtf8Bytes(root, ContractsJson.Default.RootRecord);
        using var document = JsonDocument.Parse(raw);
        var signed = new SignedRoot { Root = document.RootElement.Clone(), Proof = new RootProof("A", "", 0, 1, "") };
        return new PublishedRoot(root, Digest.Of(raw), JsonSerializer.SerializeToUtf8Bytes(signed, ContractsJson.Default.SignedRoot), 1);
    }

    internal RootChange Publish(string edge, long epoch, long revision, params (PolicyKey Policy, Digest Manifest)[] policies) => Publish(edge, static root => root, epoch, revision, policies);

    internal RootChange Publish(string edge, Func<RootRecord, RootRecord> with, long epoch, long revision, params (PolicyKey Policy, Digest Manifest)[] policies)
    {
        var before = Root(edge);
        var after = Make(edge, with, epoch, revision, policies);
        _roots[edge] = after;
        return new RootChange(edge, before, after);
    }

    internal RootChange Remove(string edge)
    {
        _roots.TryRemove(edge, out var before);
        return new RootChange(edge, before, null);
    }
}
