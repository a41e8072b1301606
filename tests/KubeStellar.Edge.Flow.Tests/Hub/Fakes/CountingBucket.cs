using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>A bucket in memory with a server's compare-and-set, that counts writes and can die before or after any call.</summary>
internal sealed class CountingBucket(string name, CountingBuckets owner) : IBucket
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ReadOnlyMemory<byte>? Value, ulong Revision)> _keys = new(StringComparer.Ordinal);
    private ulong _last;

    public string Name => name;

    public List<string> Writes { get; } = [];

    /// <summary>What every write throws; null for nothing.</summary>
    public Func<Exception>? Fault { get; set; }

    /// <summary>What reads of one key throw; null, also of it, for nothing.</summary>
    public Func<Exception?>? ReadFault { get; set; }

    /// <summary>Deleted and made again.</summary>
    public void Wipe()
    {
        _keys.Clear();
        _last = 0;
    }

    public Task<BucketInfo> InfoAsync(CancellationToken token) => Task.FromResult(new BucketInfo(DateTimeOffset.UnixEpoch, _last, (ulong)_keys.Count));

    public async Task<IReadOnlyList<BucketEntry>> LoadAsync(CancellationToken token) => (await LoadAllAsync(token)).Live;

    public Task<BucketKeys> LoadAllAsync(CancellationToken token)
    {
        lock (_lock)
        {
            return Task.FromResult(new BucketKeys(
                [.. _keys.Where(pair => pair.Value.Value is not null).Select(pair => new BucketEntry(pair.Key, pair.Value.Value!.Value, pair.Value.Revision))],
                [.. _keys.Where(pair => pair.Value.Value is null).Select(pair => pair.Key)]));
        }
    }

    public Task<BucketEntry?> GetAsync(string key, CancellationToken token) =>
        ReadFault?.Invoke() is { } fault ? Task.FromException<BucketEntry?>(fault) : Task.FromResult(Get(key));

    public BucketEntry? Get(string key)
    {
        lock (_lock)
        {
            return _keys.TryGetValue(key, out var found) && found.Value is { } value ? new BucketEntry(key, value, found.Revision) : null;
        }
    }

    public async Task<ulong> PutAsync(string key, ReadOnlyMemory<byte> value, ulong? expected, CancellationToken token)
    {
        var outcome = (await PutManyAsync([new BucketWrite(key, value, expected)], token))[0];
        return outcome.Conflict ? throw new RevisionConflictException(key) : outcome.Revision;
    }

    public Task<IReadOnlyList<WriteOutcome>> PutManyAsync(IReadOnlyList<BucketWrite> writes, CancellationToken token)
    {
        if (Fault is { } fault)
        {
            throw fault();
        }

        owner.Before(name);
        var outcomes = new WriteOutcome[writes.Count];
        lock (_lock)
        {
            for (var i = 0; i < writes.Count; i++)
            {
                outcomes[i] = Write(writes[i].Key, writes[i].Value, writes[i].Expected);
            }
        }

        owner.After(name);
        return Task.FromResult<IReadOnlyList<WriteOutcome>>(outcomes);
    }

    public Task<ulong> DeleteAsync(string key, ulong? expected, CancellationToken token)
    {
        owner.Before(name);
        WriteOutcome outcome;
        lock (_lock)
        {
            outcome = Write(key, null, expected);
        }

        owner.After(name);
        return outcome.Conflict ? throw new RevisionConflictException(key) : Task.FromResult(outcome.Revision);
    }

    private WriteOutcome Write(string key, ReadOnlyMemory<byte>? value, ulong? expected)
    {
        var now = _keys.TryGetValue(key, out var found) ? found.Revision : 0;
        if (expected is { } revision && revision != now)
        {
            return new WriteOutcome(0, true, "");
        }

        _keys[key] = (value, ++_last);
        Writes.Add(key);
        return new WriteOutcome(_last, false, "");
    }
}
