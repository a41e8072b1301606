using System.Collections.Concurrent;
using System.Text;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Sources;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Fakes;

/// <summary>A hub in memory: takes what is handed over but what a test refuses. A test waits for its state, never for time.</summary>
internal sealed class MemoryFeed : ISourceFeed
{
    private readonly ConcurrentDictionary<ObjectKey, string> _objects = [];
    private readonly ConcurrentDictionary<string, PolicyRecord> _policies = [];
    private readonly ConcurrentDictionary<ObjectKey, int> _handed = [];
    private readonly SemaphoreSlim _changed = new(0);
    private volatile SourceRecord? _last;

    public SourceRecord? Last
    {
        get => _last;
        init => _last = value;
    }

    /// <summary>Why an item is refused; null: it is taken.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>How policies are, by what the hub found.</summary>
    public Func<PolicyRecord, SourcePolicy> Judge { get; set; } = record => new SourcePolicy(record, 0, 0, null, 1, null);

    /// <summary>What is to stand in statuses.</summary>
    public IReadOnlyList<BackStatus> Back { get; set; } = [];

    /// <summary>How often something was handed over.</summary>
    public int Changes { get; private set; }

    /// <summary>How often an object was handed over.</summary>
    public int HandedOver(ObjectKey key) => _handed.GetValueOrDefault(key);

    /// <summary>The newest change.</summary>
    public SourceChange? Newest { get; private set; }

    public IReadOnlyDictionary<string, PolicyRecord> Policies => _policies;

    /// <summary>An object's cleaned JSON; null when the hub has none.</summary>
    public string? this[ObjectKey key] => _objects.GetValueOrDefault(key);

    public SourceHoldings Holdings() => new(
        _objects.ToDictionary(pair => pair.Key, pair => Digest.Of(Encoding.UTF8.GetBytes(pair.Value))), _policies.ToDictionary(pair => pair.Key, pair => pair.Value.Digest), []);

    public Task<IReadOnlyList<BackStatus>?> StatusesAsync(CancellationToken token) => Task.FromResult<IReadOnlyList<BackStatus>?>(Back);

    /// <summary>What the hub has from before.</summary>
    public void Hold(ObjectKey key) => _objects[key] = "{}";

    public Task<SourceOutcome> HandAsync(SourceChange change, CancellationToken token)
    {
        var refused = new List<SourceRefusal>();
        foreach (var item in change.Objects.Where(item => Taken(item.Source, refused)))
        {
            var canonical = CanonicalJson.Canonicalize(item.Object!.Value);
            _handed.AddOrUpdate(ObjectKey.OfObject(CanonicalJson.Parse(canonical)), 1, (_, count) => count + 1);
            _objects[ObjectKey.OfObject(CanonicalJson.Parse(canonical))] = Encoding.UTF8.GetString(canonical);
        }

        foreach (var policy in change.Policies.Where(item => Taken(item.Source, refused)))
        {
            _policies[policy.Name] = new PolicyRecord
            {
                Workspace = "default", Name = policy.Name, Generation = 1, Order = 1, Digest = Digest.Of(Encoding.UTF8.GetBytes(policy.Bundle.Files.Values.FirstOrDefault() ?? "")),
                Bundle = policy.Bundle, State = new PolicyState { Phase = PolicyPhase.Ready }, Source = "kubernetes",
            };
        }

        change.GoneObjects.ToList().ForEach(key => _objects.TryRemove(key, out _));
        change.GonePolicies.ToList().ForEach(name => _policies.TryRemove(name, out _));
        Changes++;
        Newest = change;
        _changed.Release();
        return Task.FromResult(new SourceOutcome(change.Objects.Count, 0, change.GoneObjects.Count, 0, refused, ""));
    }

    public Task TellAsync(SourceReport report, CancellationToken token)
    {
        _last = new SourceRecord
        {
            Id = "kubernetes", Workspace = "default", Phase = report.Phase, Message = report.Message, Refused = report.Refused, RefusedCount = report.Refused.Count,
            Identity = report.Identity ?? _last?.Identity ?? "",
        };
        _changed.Release();
        return Task.CompletedTask;
    }

    public SourcePolicy? Policy(string name) => _policies.TryGetValue(name, out var record) ? Judge(record) : null;

    /// <summary>What waits of each policy.</summary>
    public ConcurrentDictionary<string, HoldRecord> Holds { get; } = [];

    public HoldRecord? Hold(string policy) => Holds.GetValueOrDefault(policy);

    /// <summary>Waits until the hub is as wanted.</summary>
    public async Task UntilAsync(Func<MemoryFeed, bool> wanted, CancellationToken token)
    {
        while (!wanted(this))
        {
            try
            {
                await _changed.WaitAsync(token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"the hub never became as wanted; it has {string.Join(", ", _objects.Keys)} and {string.Join(", ", _policies.Keys)}, and was told: {Last}", error);
            }
        }
    }

    private bool Taken(string item, List<SourceRefusal> refused)
    {
        if (Refuse(item) is not { } why)
            return true;
        refused.Add(new SourceRefusal(item, "invalid", [new ApiFault(item, "data", why)]));
        return false;
    }
}
