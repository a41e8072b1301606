using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.TestKit.Targets;

/// <summary>A target in memory that keeps the contract, with a door for tests to spoil it.</summary>
public sealed partial class MemoryTarget : ITarget
{
    private readonly ConcurrentDictionary<ObjectKey, byte[]> _objects = [];
    private readonly ConcurrentDictionary<ObjectKey, string> _statuses = [];
    private readonly HashSet<ObjectKey> _foreign = [];
    private readonly Dictionary<ObjectKey, byte[]> _released = [];
    private readonly List<Channel<TargetChange>> _watchers = [];
    private readonly Lock _lock = new();
    private List<TrackedObject>? _tracked;
    private int _explained;

    /// <summary>When set, asked before each step (the name of the port's method and the object, if any); an outcome is returned instead of doing it.</summary>
    public Func<string, ObjectKey?, TargetOutcome?>? Refuse { get; set; }

    /// <summary>Whether it hands over live objects, as an API server does; otherwise it is no wiser than a folder.</summary>
    public bool Live { get; set; }

    /// <summary>How many objects are worked on at once.</summary>
    public int LaneCount { get; set; } = 1;

    /// <summary>When set, waited for before each step on an object (the name of the port's method and the object).</summary>
    public Func<string, ObjectKey, Task>? Hang { get; set; }

    /// <summary>When set, tells which fields of an object that differs are not as wanted.</summary>
    public Func<ObjectKey, IReadOnlyList<DriftedField>>? Fields { get; set; }

    /// <summary>What the target's events say of an object.</summary>
    public ConcurrentDictionary<ObjectKey, IReadOnlyList<ReportEvent>> Events { get; } = [];

    /// <summary>How often the events were asked for.</summary>
    public int Explained => _explained;

    /// <summary>What was done, in order: <c>apply KEY</c>, <c>remove KEY</c>, <c>intend N</c>.</summary>
    public ConcurrentQueue<string> Steps { get; } = [];

    /// <summary>The objects that are there.</summary>
    public IReadOnlyDictionary<ObjectKey, byte[]> Objects => _objects;

    /// <inheritdoc/>
    public string Description => "memory";

    /// <inheritdoc/>
    public int Lanes => LaneCount;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReportEvent>> ExplainAsync(TargetObject wanted, CancellationToken token)
    {
        Interlocked.Increment(ref _explained);
        return Task.FromResult(Events.GetValueOrDefault(wanted.Entry.Key, []));
    }

    /// <summary>A controller writes the <c>.status</c> of a live object, there or not yet there; null takes it away.</summary>
    public void SetStatus(ObjectKey key, string? status)
    {
        Live = true;
        if (status is not null)
        {
            _statuses[key] = status;
        }
        else
        {
            _statuses.TryRemove(key, out _);
        }

        Hint(key);
    }

    /// <summary>Somebody else makes an object.</summary>
    public void PutForeign(ObjectKey key, byte[] content)
    {
        lock (_lock)
        {
            _foreign.Add(key);
        }

        _objects[key] = content;
        Hint(key);
    }

    /// <summary>Somebody changes an object, or removes it (null).</summary>
    public void Tamper(ObjectKey key, byte[]? content)
    {
        if (content is not null)
        {
            _objects[key] = content;
        }
        else if (_objects.TryRemove(key, out _))
        {
            lock (_lock)
            {
                _foreign.Remove(key);
            }
        }

        Hint(key);
    }

    /// <summary>The target forgets what it was told is there.</summary>
    public void LoseTracking()
    {
        lock (_lock)
        {
            _tracked = null;
        }
    }

    /// <inheritdoc/>
    public Task<TargetOutcome> IntendAsync(IReadOnlyCollection<TrackedObject> union, CancellationToken token)
    {
        if (Refuse?.Invoke(nameof(IntendAsync), null) is { } refused)
        {
            return Task.FromResult(refused);
        }

        Steps.Enqueue($"intend {union.Count}");
        lock (_lock)
        {
            foreach (var line in union.Where(line => line.Content.IsZero && _tracked?.Exists(known => known.Key == line.Key) != true && _objects.ContainsKey(line.Key)))
            {
                if (!_released.Remove(line.Key, out var left) || !left.AsSpan().SequenceEqual(_objects[line.Key]))
                {
                    _foreign.Add(line.Key);
                }
            }

            foreach (var line in _tracked?.ExceptBy(union.Select(line => line.Key), line => line.Key) ?? [])
            {
                if (!_foreign.Contains(line.Key) && _objects.TryGetValue(line.Key, out var left))
                {
                    _released[line.Key] = left;
                }
            }

            _tracked = [.. union];
        }

        return Task.FromResult(TargetOutcome.Applied);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<TrackedObject>?> ListTrackedAsync(CancellationToken token)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<TrackedObject>?>(_tracked?.Where(line => !_foreign.Contains(line.Key))
                .Select(line => line with { Content = _objects.TryGetValue(line.Key, out var bytes) ? Digest.Of(bytes) : default }).ToList());
        }
    }

    /// <inheritdoc/>
    public async Task<TargetOutcome> ApplyAsync(TargetObject wanted, TrackedObject tracked, CancellationToken token)
    {
        await (Hang?.Invoke(nameof(ApplyAsync), wanted.Entry.Key) ?? Task.CompletedTask).WaitAsync(token);
        return Apply(wanted);
    }

    private TargetOutcome Apply(TargetObject wanted)
    {
        var key = wanted.Entry.Key;
        if (Refuse?.Invoke(nameof(ApplyAsync), key) is { } refused)
        {
            return refused;
        }

        if (_objects.TryGetValue(key, out var there) && wanted.Content.Span.SequenceEqual(there))
        {
            return TargetOutcome.Unchanged;
        }

        if (IsForeign(key))
        {
            return new TargetOutcome(TargetOutcomeKind.Stalled, false, "Conflict", "somebody else's object has this name");
        }

        Steps.Enqueue($"apply {key}");
        _objects[key] = wanted.Content.ToArray();
        Hint(key);
        return TargetOutcome.Applied;
    }

    /// <inheritdoc/>
    public async Task<TargetOutcome> RemoveAsync(TrackedObject tracked, CancellationToken token)
    {
        await (Hang?.Invoke(nameof(RemoveAsync), tracked.Key) ?? Task.CompletedTask).WaitAsync(token);
        if (Refuse?.Invoke(nameof(RemoveAsync), tracked.Key) is { } refused)
        {
            return refused;
        }

        if (IsForeign(tracked.Key) || !_objects.TryRemove(tracked.Key, out _))
        {
            return TargetOutcome.Unchanged;
        }

        Steps.Enqueue($"remove {tracked.Key}");
        Hint(tracked.Key);
        return TargetOutcome.Applied;
    }

    /// <inheritdoc/>
    public async Task<TargetState> ObserveAsync(TargetObject wanted, CancellationToken token)
    {
        await (Hang?.Invoke(nameof(ObserveAsync), wanted.Entry.Key) ?? Task.CompletedTask).WaitAsync(token);
        var exists = _objects.TryGetValue(wanted.Entry.Key, out var there);
        var matches = exists && wanted.Content.Span.SequenceEqual(there);
        ReadOnlyMemory<byte>? live = Live && exists ? LiveOf(wanted.Entry.Key, there!) : default(ReadOnlyMemory<byte>?);
        return new TargetState(exists, matches, matches ? Health.Current : Health.InProgress, matches ? "" : exists ? "Drifted" : "NotFound", "", live)
        {
            Drifted = exists && !matches ? Fields?.Invoke(wanted.Entry.Key) : null,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TargetChange> WatchAsync([EnumeratorCancellation] CancellationToken token)
    {
        var channel = Channel.CreateUnbounded<TargetChange>();
        lock (_lock)
        {
            _watchers.Add(channel);
        }

        yield return new TargetChange(null);
        await foreach (var change in channel.Reader.ReadAllAsync(token))
        {
            yield return change;
        }
    }

    private byte[] LiveOf(ObjectKey key, byte[] there)
    {
        if (!_statuses.TryGetValue(key, out var status))
        {
            return there;
        }

        var live = JsonNode.Parse(there)!.AsObject();
        live["status"] = JsonNode.Parse(status);
        return Encoding.UTF8.GetBytes(live.ToJsonString());
    }

    private bool IsForeign(ObjectKey key)
    {
        lock (_lock)
        {
            return _foreign.Contains(key) && _objects.ContainsKey(key);
        }
    }

    private void Hint(ObjectKey key)
    {
        lock (_lock)
        {
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(new TargetChange(key)));
        }
    }
}
